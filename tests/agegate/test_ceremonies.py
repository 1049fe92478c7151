"""Proving one's age over HTTP: once, in one browser, within five minutes, and nothing else is kept."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from forum.access import AgeLevel
from forum.agegate.methods.wallet import LONGEST
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.agegate.policy import Region
from forum.agegate.trust.models import TrustList
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.wallet import LIES, Lie, TestIssuer, TestWallet, trust
from tests.cast import Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]
HERE = "http://localhost"


@dataclass
class Place:
    """A site that asks everybody for a proof, and trusts one issuer."""

    app: Flask
    issuer: TestIssuer
    come: Come

    def begin(self, visitor: Visitor, way: str, method: str = "eu_av") -> str:
        """Begin a ceremony and give the request that its page holds."""
        page = visitor.http.post(f"/age/with/{method}/begin", data=self.fields(way=way, next="/s/essays"))
        assert page.status_code == 200, page.text
        found = re.search(r'href="([a-z0-9]+://[^"]+)"|data-proof-asked="([^"]+)"', page.text)
        return unescape(found[1] or found[2]) if found else ""

    def fields(self, **more: str) -> dict[str, str]:
        """What the gate's own forms send."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.come().get("/age").text)
        assert found
        return {"csrf_token": found[1], **more}

    def phone(self, request: str, lie: Lie | None = None) -> TestResponse:
        """What an app gets that answers a request from a network of its own."""
        return self.send(TestWallet(self.issuer, lie=lie).respond(request))

    def send(self, answer: dict[str, str]) -> TestResponse:
        """The same for an answer that is at hand."""
        return self.come().http.post("/age/with/eu_av/answer", data=answer)


@pytest.fixture
def place(
    app: Flask, policy: Callable[..., None], new_visitor: Come, monkeypatch: pytest.MonkeyPatch
) -> Place:
    """Everybody is asked for a proof by an app."""
    policy(anywhere=Region(AgeLevel.VERIFIED, methods=("eu_av", "mdl")))
    monkeypatch.setitem(app.config, "BASE_URL", HERE)
    issuer = TestIssuer(clock.now())
    with app.app_context(), writing():
        trust(issuer, "eu_av", "mdl")
        db.session.commit()
    return Place(app, issuer, new_visitor)


def _way_back(answer: TestResponse) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.json
    return str(answer.json["redirect_uri"]).removeprefix(HERE)


def test_a_visitor_proves_it_with_an_app_on_the_same_device(place: Place) -> None:
    visitor = place.come()
    gate = visitor.get("/s/essays")
    assert "An app that proves your age" in gate.text
    assert "We ask for nothing else" in visitor.get("/age/with/eu_av").text.replace("\n", " ")
    back = visitor.get(_way_back(place.phone(place.begin(visitor, "here"))))
    assert (back.status_code, back.location) == (303, "/s/essays")
    assert visitor.get("/").status_code == 200
    assert place.come().get("/").status_code == 403


def test_a_visitor_proves_it_with_an_app_on_a_phone(place: Place) -> None:
    visitor = place.come()
    request = _of_picture(place, visitor)
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "waiting"}
    early = visitor.http.post("/age/with/eu_av/go-on", data=place.fields())
    assert "No answer has come yet" in early.text
    answer = place.phone(request)
    assert (answer.status_code, answer.json) == (200, {})  # a phone has nowhere to go back to
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "proved"}
    on = visitor.http.post("/age/with/eu_av/go-on", data=place.fields())
    assert (on.status_code, on.location) == (303, "/s/essays")
    assert visitor.get("/").status_code == 200


def _of_picture(place: Place, visitor: Visitor) -> str:
    """The request that the QR code of the page holds, as its ceremony makes it."""
    from forum.agegate.ceremonies import unpacked
    from forum.agegate.methods.wallet import EU_AV

    place.begin(visitor, "phone")
    kept = visitor.http.get_cookie("step")
    with place.app.app_context():
        begun = unpacked(kept.value if kept else "")
        assert begun
        return EU_AV.start(begun.ceremony)


def test_a_browser_brings_the_answer_itself(place: Place) -> None:
    visitor = place.come()
    asked = json.loads(place.begin(visitor, "browser"))
    answer = TestWallet(place.issuer).answer_browser(asked, HERE)
    on = visitor.http.post("/age/with/eu_av/go-on", data=place.fields(answer=answer))
    assert (on.status_code, on.location) == (303, "/s/essays")
    assert visitor.get("/").status_code == 200


def test_the_sites_own_address_may_be_written_otherwise(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(place.app.config, "BASE_URL", "http://LOCALHOST:80")
    visitor = place.come()
    answer = TestWallet(place.issuer).answer_browser(json.loads(place.begin(visitor, "browser")), HERE)
    assert visitor.http.post("/age/with/eu_av/go-on", data=place.fields(answer=answer)).status_code == 303


def test_a_member_has_it_with_the_account_and_nowhere_else(place: Place, cast: Cast) -> None:
    ada = place.come().sign_in(cast.ada)
    assert ada.get("/").status_code == 403
    ada.get(_way_back(place.phone(place.begin(ada, "here"))))
    assert ada.get("/").status_code == 200
    assert ada.http.get_cookie("visit") is None
    assert place.come().sign_in(cast.ada).get("/").status_code == 200
    with place.app.app_context():
        kept = db.session.get_one(AgeAnswer, cast.ada.account_id)
        assert (kept.level, kept.method, kept.answered_on) == (AgeLevel.VERIFIED, "eu_av", clock.today())
        assert kept.expires_on == clock.today() + timedelta(days=365)
        assert db.session.scalar(select(func.count()).select_from(AgeCeremony)) == 0
    ada.post("/sign-out")
    assert ada.get("/").status_code == 403


@pytest.mark.parametrize("lie", LIES)
def test_a_lying_app_gets_nobody_in(place: Place, lie: Lie) -> None:
    visitor = place.come()
    answer = place.phone(place.begin(visitor, "here"), lie)
    assert (answer.status_code, answer.json) == (400, {"error": "invalid_request"})
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "failed"}
    told = visitor.http.post("/age/with/eu_av/go-on", data=place.fields())
    assert told.status_code == 403
    assert "We could not confirm" in told.text
    assert "under 18" not in told.text
    assert visitor.get("/").status_code == 403


def test_an_answer_counts_once(place: Place) -> None:
    visitor = place.come()
    request = place.begin(visitor, "here")
    way_back = _way_back(place.phone(request))
    assert place.phone(request).status_code == 400, "not even an honest second one"
    assert visitor.get(way_back).status_code == 303
    other = place.come()
    assert other.get(way_back).status_code == 403
    assert other.get("/").status_code == 403
    assert visitor.get(way_back).status_code == 403, "its cookie is gone too"


def test_a_failed_answer_was_the_only_one(place: Place) -> None:
    visitor = place.come()
    request = place.begin(visitor, "here")
    assert place.phone(request, Lie.CUT_SHORT).status_code == 400
    assert place.phone(request).status_code == 400


def test_nobody_elses_browser_redeems_it(place: Place) -> None:
    """Also not one that has begun a ceremony of its own, with the code or without."""
    victim, thief = place.come(), place.come()
    way_back = _way_back(place.phone(place.begin(victim, "here")))
    place.begin(thief, "here")
    assert "No answer has come yet" in thief.get(way_back).text
    assert thief.get("/").status_code == 403
    assert victim.get(way_back).status_code == 303


def test_nor_does_whoever_signs_in_next_in_the_same_browser(place: Place, cast: Cast) -> None:
    """One of them proves it on a phone, and leaves a shared computer before going on.

    Signing out has the browser forget the attempt; here one that does not forget brings it again.
    """
    shared = place.come().sign_in(cast.ada)
    place.phone(_of_picture(place, shared))
    kept = shared.http.get_cookie("step")
    assert kept
    shared.post("/sign-out")
    assert shared.http.get_cookie("step") is None
    shared.http.set_cookie("step", kept.value)
    _finds_nothing(place, shared)
    _finds_nothing(place, shared.sign_in(cast.tim))
    shared.post("/sign-out")
    shared.http.set_cookie("step", kept.value)
    ada = shared.sign_in(cast.ada)
    assert ada.http.post("/age/with/eu_av/go-on", data=place.fields()).status_code == 303


def _finds_nothing(place: Place, somebody: Visitor) -> None:
    assert somebody.get("/age/with/eu_av/standing").json == {"standing": "over"}
    assert somebody.http.post("/age/with/eu_av/go-on", data=place.fields()).status_code == 403
    assert somebody.get("/").status_code == 403


def test_who_began_on_the_same_device_needs_the_code(place: Place) -> None:
    """Else whoever has somebody open a link on their own device would be taken in by their proof."""
    attacker = place.come()
    place.phone(place.begin(attacker, "here"))
    on = attacker.http.post("/age/with/eu_av/go-on", data=place.fields())
    assert "No answer has come yet" in on.text
    assert attacker.get("/age/with/eu_av/back?response_code=").status_code == 200
    assert attacker.get("/").status_code == 403


def test_five_minutes_are_all_there_is(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    late, later = place.come(), place.come()
    request = place.begin(late, "here")
    way_back = _way_back(place.phone(place.begin(later, "here")))
    after = clock.now() + timedelta(seconds=300)
    monkeypatch.setattr(clock, "now", lambda: after)
    assert place.phone(request).status_code == 400
    assert later.get(way_back).status_code == 403
    assert later.get("/").status_code == 403


def test_a_made_up_or_another_methods_state_is_no_ceremony(place: Place) -> None:
    visitor = place.come()
    sent = TestWallet(place.issuer).respond(place.begin(visitor, "here"))
    assert place.come().http.post("/age/with/mdl/answer", data=sent).status_code == 400
    for state in ("", "x" * 5000, "\0", "0" * 32):
        assert place.send(sent | {"state": state}).status_code == 400
    assert place.send(sent).status_code == 200


@pytest.mark.parametrize(
    "token", ["", "{}", "[]", "null", "1", '{"proof_of_age": []}', '{"proof_of_age": [1]}', "[" * 9999]
)
def test_what_is_no_presentation_is_refused(place: Place, token: str) -> None:
    visitor = place.come()
    sent = TestWallet(place.issuer).respond(place.begin(visitor, "here"))
    assert place.send(sent | {"vp_token": token}).status_code == 400


def test_an_answer_that_is_too_long_is_not_looked_at(place: Place) -> None:
    sent = TestWallet(place.issuer).respond(place.begin(place.come(), "here"))
    sent["vp_token"] = sent["vp_token"] + " " * LONGEST
    assert place.send(sent).status_code == 400


def test_whoever_declines_has_not_failed(place: Place) -> None:
    visitor = place.come()
    for _again in range(4):
        sent = TestWallet(place.issuer).respond(place.begin(visitor, "here"))
        declined = {"state": sent["state"], "error": "access_denied"}
        assert place.send(declined).status_code == 400
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "over"}


def test_three_failures_within_an_hour_are_enough(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = place.come()
    for _again in range(3):
        place.phone(place.begin(visitor, "here"), Lie.EXPIRED)
    refused = visitor.http.post("/age/with/eu_av/begin", data=place.fields(way="here"))
    assert refused.status_code == 429
    assert "try again in an hour" in refused.text
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    place.begin(visitor, "here")


def test_a_member_fails_for_themself_alone(place: Place, cast: Cast) -> None:
    ada = place.come().sign_in(cast.ada)
    for _again in range(3):
        place.phone(place.begin(ada, "here"), Lie.EXPIRED)
    assert ada.http.post("/age/with/eu_av/begin", data=place.fields(way="here")).status_code == 429
    place.begin(place.come().sign_in(cast.tim), "here")
    place.begin(place.come(), "here")


def test_begun_before_the_failures_is_no_way_round_them(place: Place) -> None:
    """Else whoever begins sixty has sixty attempts."""
    visitor = place.come()
    begun = [place.begin(visitor, "here") for _again in range(4)]
    for request in begun[:3]:
        assert place.phone(request, Lie.EXPIRED).status_code == 400
    assert place.phone(begun[3]).status_code == 400, "not even an honest one"
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "failed"}


def test_a_stale_list_turns_the_method_off(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = place.come()
    request = place.begin(visitor, "here")
    with place.app.app_context(), writing():
        for kept in db.session.scalars(select(TrustList)):
            kept.refreshed_at = clock.now() - timedelta(days=31)
        db.session.commit()
    assert visitor.get("/").status_code == 503
    assert visitor.get("/age/with/eu_av").status_code == 503
    assert place.phone(request).status_code == 400
    assert visitor.get("/age/with/eu_av/standing").json == {"standing": "over"}, "not held against them"


@pytest.mark.parametrize("named", [True, False])
def test_what_is_taken_back_cannot_be_taken_away_meanwhile(place: Place, cast: Cast, named: bool) -> None:
    """A proof that came before, and that its browser has not gone on with."""
    ada = place.come().sign_in(cast.ada)
    back = _way_back(place.phone(place.begin(ada, "here")))
    with place.app.app_context():
        provider = db.session.scalars(select(AgeCeremony.provider_key)).one() or ""
    run = place.app.test_cli_runner().invoke
    args = ["alcove", "age", "revoke", "--method", "eu_av", "--reason", "A stolen key."]
    assert run(args=[*args, "--provider", "another's"]).exit_code == 0
    assert ada.get("/age/with/eu_av/standing").json == {"standing": "proved"}
    assert run(args=[*args, "--provider", provider] if named else args).exit_code == 0
    assert ada.get(back).status_code == 403
    assert ada.get("/").status_code == 403


def test_forged_forms_begin_nothing(place: Place) -> None:
    visitor = place.come()
    sent = place.fields(way="here")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert visitor.http.post("/age/with/eu_av/begin", data=sent, headers=headers).status_code == 400
        assert visitor.http.post("/age/with/eu_av/go-on", data=sent, headers=headers).status_code == 400
    assert visitor.http.post("/age/with/eu_av/begin", data={"way": "here"}).status_code == 400


@pytest.mark.parametrize("key", ["click", "nothing", "oidc", "%00"])
def test_other_methods_are_not_there(place: Place, key: str) -> None:
    for path in ("", "/back", "/standing"):
        assert place.come().get(f"/age/with/{key}{path}").status_code == 404


def test_what_was_written_survives_a_raised_floor(place: Place, cast: Cast) -> None:
    """Somebody writes while the space is raised, proves their age on their phone, and sends it."""
    tim = place.come().sign_in(cast.tim)
    refused = tim.post("/s/essays/new", title="A title", body="Words I laboured over.")
    assert refused.status_code == 403
    luggage = {
        name: unescape(value)
        for name, value in re.findall(r'name="(carry[^"]*)" value="([^"]*)"', refused.text)
    }
    explained = tim.http.post("/age/with/eu_av", data=place.fields(**luggage))
    assert "Words I laboured over." in explained.text
    waiting = tim.http.post("/age/with/eu_av/begin", data=place.fields(way="phone", **luggage))
    assert "Words I laboured over." in waiting.text
    from forum.agegate.ceremonies import unpacked
    from forum.agegate.methods.wallet import EU_AV

    kept = tim.http.get_cookie("step")
    with place.app.app_context():
        begun = unpacked(kept.value if kept else "")
        assert begun
        request = EU_AV.start(begun.ceremony)
    place.phone(request)
    on = tim.http.post("/age/with/eu_av/go-on", data=place.fields(**luggage))
    assert on.status_code == 200
    assert "Words I laboured over." in on.text
    assert 'action="/s/essays/new"' in on.text


def test_what_was_written_waits_in_the_tab_in_which_it_stands(place: Place, cast: Cast) -> None:
    """An app leads back into a tab of its own: the one that holds the words goes on by its button."""
    tim = place.come().sign_in(cast.tim)
    refused = tim.post("/s/essays/new", title="A title", body="Words I laboured over.")
    written = re.findall(r'name="(carry[^"]*)" value="([^"]*)"', refused.text)
    luggage = {name: unescape(value) for name, value in written}
    assert tim.get(_way_back(place.phone(place.begin(tim, "here")))).status_code == 303
    on = tim.http.post("/age/with/eu_av/go-on", data=place.fields(**luggage))
    assert on.status_code == 200
    assert "Words I laboured over." in on.text
    assert 'action="/s/essays/new"' in on.text


def test_a_proof_leads_to_the_page_of_a_form_that_the_gate_stopped(place: Place, cast: Cast) -> None:
    """The gate stood at an address that only takes forms; opened as a page it would be a mistake."""
    tim = place.come().sign_in(cast.tim)
    for stood_at, next_path in (("/s/essays/new", "/s/essays/new"), ("/p/abc/replies", "/p/abc")):
        explained = tim.http.post(
            "/age/with/eu_av", data=place.fields(), headers={"Referer": f"{HERE}{stood_at}"}
        )
        assert f'name="next" value="{next_path}"' in explained.text
