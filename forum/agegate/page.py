"""The gate page, the same bytes whatever was asked for."""

import hmac

from flask import current_app, make_response, render_template, request
from flask_wtf.csrf import validate_csrf
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from forum.access import AgeLevel
from forum.agegate import methods, policy, queries, regions
from forum.agegate.policy import Asked, Closed, Open, Region, Verdict
from forum.lib import keys
from forum.web import carry, current, headers, origin

PROBLEM = "application/problem+json"
FORBIDDEN, UNAVAILABLE = 403, 503


def refuse(needed: AgeLevel = AgeLevel.NONE) -> Response:
    """403 at the address that was asked for; 503 where there is no way to show what is needed."""
    verdict = _verdict(needed)
    if not isinstance(verdict, Asked):
        return closed(needed if isinstance(verdict, Open) else verdict.level)
    if _wants_json():
        return _problem(verdict, FORBIDDEN)
    return make_response(_page(verdict, next_path=None, carried=carry.typed()), FORBIDDEN)


def show(next_path: str | None, carried: carry.Carried, wrong: bool = False) -> Response:
    """The gate page by its own address, for the level that this visitor needs to read anything."""
    verdict = _verdict(AgeLevel.DECLARED)
    if isinstance(verdict, Open):  # they may answer again, with nothing or with more
        verdict = _decided(AgeLevel.NONE, AgeLevel.DECLARED)
    page = _page(verdict, next_path=next_path, carried=carried, wrong=wrong)
    return make_response(page, UNAVAILABLE if isinstance(verdict, Closed) else 400 if wrong else 200)


def closed(level: AgeLevel) -> Response:
    """503: there is no way to show this level just now."""
    if _wants_json():
        return _problem(Closed(level), UNAVAILABLE)
    return make_response(_page(Closed(level), next_path=None, carried=carry.typed()), UNAVAILABLE)


def is_forged() -> bool:
    """Whether an answer to the gate comes from another site or without a token.

    The page's token is the same for everybody, so that the page can be; a forged request is told
    by what the browser says of its origin.
    """
    if origin.is_from_elsewhere():
        return True
    given = request.form.get("csrf_token", "")
    return not hmac.compare_digest(given.encode("utf-8", "replace"), token().encode()) and not _is_form_token(
        given
    )


def region() -> Region:
    """What is asked of whoever sends the present request."""
    return regions.of_address(current_app, request.remote_addr)


def token() -> str:
    """The token of the gate's own forms."""
    return keys.digest("gate form", "declare")


def _verdict(needed: AgeLevel) -> Verdict:
    return _decided(current.viewer().age_level, needed)


def _decided(level: AgeLevel, needed: AgeLevel) -> Verdict:
    here = region()
    return policy.decide(here, level, needed, methods.usable(here.methods))


def _page(verdict: Verdict, *, next_path: str | None, carried: carry.Carried, wrong: bool = False) -> str:
    if not isinstance(verdict, Asked):
        return render_template("agegate/closed.html", carried=carried)
    return render_template(
        "agegate/gate.html",
        gate_token=token(),
        needs_proof=verdict.level >= AgeLevel.VERIFIED,
        may_click="click" in verdict.methods,
        proofs=methods.named([key for key in verdict.methods if key != "click"]),
        next_path=next_path,
        carried=carried,
        wrong=wrong,
        taken_back=queries.taken_back(current.viewer()),
    )


def _is_form_token(given: str) -> bool:
    try:
        validate_csrf(given)
    except ValidationError:
        return False
    return True


def _wants_json() -> bool:
    accept = request.accept_mimetypes
    return request.path.startswith("/api/") or (
        accept.best_match(["text/html", "application/json"], "text/html") == "application/json"
    )


def _problem(verdict: Asked | Closed, status: int) -> Response:
    body = {
        "type": "about:blank#age",
        "required_level": verdict.level.name.lower(),
        "methods": list(verdict.methods) if isinstance(verdict, Asked) else [],
        "gate": "/age",
    }
    response = make_response(body, status)
    response.mimetype = PROBLEM
    response.headers["Rating"] = headers.RTA
    return response
