"""Proving one's age: what it means, asking the one who vouches, and taking the answer."""

from dataclasses import dataclass

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.agegate import methods, page, queries
from forum.agegate.actions import ceremony as ceremonies
from forum.agegate.ceremonies import APPS, BROUGHT, LIFETIME, Begun, Ceremony, Way, unpacked
from forum.agegate.methods import Proof
from forum.agegate.methods.outcome import NotProved, Unreachable
from forum.agegate.queries import Standing
from forum.agegate.routes.room import lead_on, remember, room
from forum.lib.refusal import Refusal
from forum.web import carry, cookies, current, edge, network, paths, qr
from forum.web.doors import Access, Door

# What these pages send is told from a forged request as at the gate: see page.is_forged.
OPEN = Door(Access.PUBLIC, csrf=False)
# The link back is as good as a form: it holds a code that counts once, in one browser.
WAY_BACK = Door(Access.PUBLIC, writes=True)


@dataclass(frozen=True)
class Settled:
    """What came of an answer: the code that redeems it, or why there is none if only this request knows."""

    code: str | None = None
    standing: Standing | None = None


@room.route("/age/with/<key>", methods=["GET", "POST"], door=OPEN)
def explain(key: str) -> ResponseReturnValue:
    """Say what a method means before anything is begun; it may bring along what somebody wrote."""
    method = _usable(key)
    if isinstance(method, Response):
        return method
    next_path = paths.local(request.values.get("next"), paths.came_from())
    return _explained(method, next_path, carry.brought())


@room.post("/age/with/<key>/begin", door=OPEN)
def begin(key: str) -> ResponseReturnValue:
    """Begin a ceremony, and show how to reach the one who vouches."""
    method = _usable(key)
    if isinstance(method, Response):
        return method
    next_path, carried = paths.local(request.form.get("next")), carry.brought()
    way = next((way for way in method.ways if way == request.form.get("way")), method.ways[0])
    if page.is_forged():
        return _explained(method, next_path, carried, wrong=True), 400
    try:
        begun = ceremonies.begin(
            current.viewer(),
            key,
            way,
            network=network.key(),
            next_path=next_path,
            is_remembered=_is_remembered(),
        )
    except Refusal as refusal:
        return _explained(method, next_path, carried, refusal=refusal), 429
    response = _waiting(method, begun, carried)
    cookies.put(response, "ceremony", begun.packed(), LIFETIME)
    return response


# An app sends its answer from wherever it is: nothing but the ceremony's state says whose it is.
@room.post("/age/with/<key>/answer", door=OPEN)
def receive(key: str) -> ResponseReturnValue:
    """Take an app's answer, and tell it where its owner goes on if that is on the same device."""
    proof = _proof(key)
    taken = ceremonies.take(current.viewer(), key, request.form.get("state", ""), APPS)
    edge.settle()
    if taken is None:
        return {"error": "invalid_request"}, 400
    one = Ceremony(key, taken.way, request.form["state"])
    settled = _settle(proof, one, taken)
    if settled.code is None:
        return {"error": "invalid_request"}, 400
    return (
        {"redirect_uri": f"{one.return_address}?response_code={settled.code}"} if one.way is Way.HERE else {}
    )


@room.get("/age/with/<key>/back", door=WAY_BACK)
def come_back(key: str) -> ResponseReturnValue:
    """Take somebody in who comes back to the browser in which they began."""
    proof, begun = _proof(key), _begun(key)
    if begun is None:
        return render_template("agegate/elsewhere.html", method=proof), 403
    settled = Settled(request.args.get("response_code", ""))
    if begun.ceremony.way is Way.SITE and request.args.get("state") == begun.ceremony.state:
        settled = _take_and_settle(proof, begun)
    return _redeemed(proof, begun, settled, carry.NOTHING)


@room.post("/age/with/<key>/go-on", door=OPEN)
def go_on(key: str) -> ResponseReturnValue:
    """Take somebody in who proved it elsewhere, or whose browser brings the answer itself."""
    proof, carried, begun = _proof(key), carry.brought(), _begun(key)
    if page.is_forged():
        return _explained(proof, "/", carried, wrong=True), 400
    if begun is None:
        has_proved = current.viewer().age_level >= AgeLevel.VERIFIED  # and came back into another tab
        return lead_on("/", carried) if has_proved else _ended(proof, Standing.OVER, "/", carried)
    settled = Settled()
    if begun.ceremony.way is Way.BROWSER and request.form.get("answer"):
        settled = _take_and_settle(proof, begun)
    return _redeemed(proof, begun, settled, carried)


@room.get("/age/with/<key>/standing", door=Door(Access.PUBLIC, is_background=True))
def tell(key: str) -> ResponseReturnValue:
    """Tell a waiting page whether an answer has come."""
    begun = _begun(_proof(key).key)
    return jsonify({"standing": queries.standing(current.viewer(), begun) if begun else Standing.OVER})


def _take_and_settle(proof: Proof, begun: Begun) -> Settled:
    """Settle the answer that a ceremony's own browser brings."""
    taken = ceremonies.take(current.viewer(), begun.ceremony.method, begun.ceremony.state, BROUGHT)
    edge.settle()
    return Settled() if taken is None else _settle(proof, begun.ceremony, taken)


def _settle(proof: Proof, one: Ceremony, taken: ceremonies.Taken) -> Settled:
    """What an answer that has been taken leads to; it counts even where the page refuses."""
    edge.keep_writes()
    viewer = current.viewer()
    try:
        provider_key = proof.finish(one, request.values)
    except NotProved:
        ceremonies.fail(viewer, taken)
        return Settled()
    except Unreachable:
        ceremonies.drop(viewer, taken)
        return Settled(standing=Standing.UNREACHABLE)
    return Settled(ceremonies.confirm(viewer, taken, provider_key))


def _redeemed(proof: Proof, begun: Begun, settled: Settled, carried: carry.Carried) -> ResponseReturnValue:
    """On to the page that was asked for, or how the ceremony stands."""
    viewer, next_path = current.viewer(), begun.next_path
    if ceremonies.redeem(viewer, begun, settled.code):
        response = lead_on(next_path, carried)
        if not viewer.is_signed_in:  # a member's answer is with the account, and goes when they sign out
            remember(response, AgeLevel.VERIFIED, on_this_device=begun.is_remembered)
        cookies.drop(response, "ceremony")
        return response
    standing = settled.standing or queries.standing(viewer, begun)
    if viewer.age_level >= AgeLevel.VERIFIED:  # proved in another tab meanwhile
        return lead_on(next_path, carried)
    if standing in {Standing.WAITING, Standing.PROVED}:
        return _waiting(proof, begun, carried, is_early=True)
    return _ended(proof, standing, next_path, carried)


def _explained(
    method: Proof,
    next_path: str,
    carried: carry.Carried,
    *,
    wrong: bool = False,
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "agegate/explain.html",
        method=method,
        ways=method.ways,
        next_path=next_path,
        is_remembered=_is_remembered(),
        carried=carried,
        wrong=wrong,
        refusal=refusal,
        gate_token=page.token(),
    )


def _waiting(proof: Proof, begun: Begun, carried: carry.Carried, *, is_early: bool = False) -> Response:
    one = begun.ceremony
    try:
        asked = proof.start(one)
    except Unreachable:  # the operator has given up what it relies on since this was begun
        return page.closed(AgeLevel.VERIFIED)
    rendered = render_template(
        "agegate/waiting.html",
        method=proof,
        way=one.way,
        asked=asked,
        picture=qr.drawn(asked, is_long=True) if one.way is Way.PHONE else None,
        is_early=is_early,
        carried=carried,
        gate_token=page.token(),
    )
    return make_response(rendered)


def _ended(proof: Proof, standing: Standing, next_path: str, carried: carry.Carried) -> tuple[str, int]:
    rendered = render_template(
        "agegate/ended.html", method=proof, standing=standing, next_path=next_path, carried=carried
    )
    return rendered, 503 if standing is Standing.UNREACHABLE else 403


def _usable(key: str) -> Proof | Response:
    """The method, if it is one of the visitor's region, or the page that says that it cannot be used now."""
    proof = _proof(key)
    if key not in page.region().methods:
        raise NotFound
    return proof if proof.is_usable() else page.closed(AgeLevel.VERIFIED)


def _proof(key: str) -> Proof:
    method = methods.find(key)
    if not isinstance(method, Proof):
        raise NotFound
    return method


def _is_remembered() -> bool:
    return request.form.get("remember") == "1"


def _begun(key: str) -> Begun | None:
    """The ceremony that this browser has begun by a method, as its cookie says."""
    begun = unpacked(request.cookies.get(cookies.name("ceremony"), ""))
    return begun if begun is not None and begun.ceremony.method == key else None
