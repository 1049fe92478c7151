"""Proof of age by a provider: what it says counts if all of it fits, and nothing else is kept of it."""

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from forum.access import AgeLevel
from forum.agegate.methods import outcome, site
from forum.agegate.models import AgeAnswer, AgeCeremony
from forum.agegate.oidc import client
from forum.agegate.policy import Region
from forum.lib.db import db
from tests.agegate.oidc.provider import CLIENT_ID, CLIENT_SECRET, SUBJECT, Lie, OpenIdProvider, agree, running
from tests.cast import Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]
FIELDS = [column.key for column in AgeAnswer.__table__.columns]
BACK = "http://localhost/age/with/oidc_age/back"
REASONS = {
    Lie.OTHER_ISSUER: "not for us now",
    Lie.OTHER_AUDIENCE: "not for us now",
    Lie.ONE_OF_SEVERAL: "not for us now",
    Lie.OTHER_PARTY: "not for us now",
    Lie.OTHER_NONCE: "not for us now",
    Lie.NO_NONCE: "not for us now",
    Lie.EXPIRED: "not for us now",
    Lie.NO_EXPIRY: "not for us now",
    Lie.ISSUED_LATER: "not for us now",
    Lie.UNSIGNED: "wrong signature",
    Lie.SHARED_SECRET: "wrong signature",
    Lie.FOREIGN_KEY: "wrong signature",
    Lie.CLAIM_MISSING: "not over 18",
    Lie.INTEGER_ONE: "not over 18",
    Lie.WORD_TRUE: "not over 18",
    Lie.FALSE: "not over 18",
    Lie.NO_TOKEN: "no token",
    Lie.NO_JSON: "not readable",
    Lie.HUGE: "too large",
    Lie.MOVED: "code refused",
}


@pytest.fixture(autouse=True)
def never_away() -> None:
    """No test is told of what another's provider did."""
    site._away.clear()


@pytest.fixture
def provider(
    app: Flask, policy: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenIdProvider]:
    """A provider that the site has an agreement with, and everybody is sent to."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    policy(anywhere=Region(AgeLevel.VERIFIED, methods=("oidc_age",)))
    with running(BACK) as found:
        settings = {
            "BASE_URL": "http://localhost",
            "OIDC_AGE_ISSUER": found.url,
            "OIDC_AGE_CLIENT_ID": CLIENT_ID,
        }
        for name, value in (settings | {"OIDC_AGE_CLIENT_SECRET": CLIENT_SECRET}).items():
            monkeypatch.setitem(app.config, name, value)
        said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
        assert said.output == "oidc_age: 2 keys to trust.\n"
        yield found


@pytest.fixture
def reasons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why answers were refused, which no page says."""
    found: list[str] = []

    class Noted(outcome.NotProved):
        def __init__(self, reason: str) -> None:
            found.append(reason)
            super().__init__(reason)

    monkeypatch.setattr(client, "NotProved", Noted)
    return found


def _go(visitor: Visitor) -> str:
    """Begin, and give the address at the provider."""
    form = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/age").text)
    assert form
    sent = {"csrf_token": form[1], "way": "site", "next": "/s/essays"}
    page = visitor.http.post("/age/with/oidc_age/begin", data=sent)
    link = re.search(r'href="(http://127[^"]+)"', page.text)
    assert link, page.text
    return unescape(link[1])


def test_a_visitor_goes_there_and_comes_back(provider: OpenIdProvider, new_visitor: Come) -> None:
    visitor = new_visitor()
    address = _go(visitor)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    back = visitor.get(agree(address))
    assert (back.status_code, back.location) == (303, "/s/essays")
    assert visitor.get("/").status_code == 200


def test_only_the_browser_that_began_brings_its_answer(provider: OpenIdProvider, new_visitor: Come) -> None:
    """Where apps send theirs, nobody can spend it, nor have us ask the provider."""
    visitor = new_visitor()
    back = agree(_go(visitor))
    brought = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    sent = new_visitor().http.post("/age/with/oidc_age/answer", data=brought)
    assert (sent.status_code, sent.json) == (400, {"error": "invalid_request"})
    assert visitor.get(back).status_code == 303


def test_nothing_is_kept_of_what_it_says(
    app: Flask, provider: OpenIdProvider, cast: Cast, new_visitor: Come
) -> None:
    ada = new_visitor().sign_in(cast.ada)
    ada.get(agree(_go(ada)))
    with app.app_context():
        kept = db.session.get_one(AgeAnswer, cast.ada.account_id)
        assert (kept.level, kept.method) == (AgeLevel.VERIFIED, "oidc_age")
        assert SUBJECT not in str({name: getattr(kept, name) for name in FIELDS})
        assert db.session.scalars(select(AgeCeremony)).all() == []


@pytest.mark.parametrize("lie", REASONS)
def test_a_lying_provider_gets_nobody_in(
    provider: OpenIdProvider, reasons: list[str], new_visitor: Come, lie: Lie
) -> None:
    visitor = new_visitor()
    provider.lie = lie
    ended = visitor.get(agree(_go(visitor)))
    assert ended.status_code == 403
    assert "We could not confirm" in ended.text
    assert reasons == [REASONS[lie]]
    assert visitor.get("/").status_code == 403


def test_every_lie_is_told() -> None:
    assert set(REASONS) == set(Lie) - {Lie.BROKEN, Lie.SLOW, Lie.UNKNOWN_KEY}


@pytest.mark.parametrize("fault", [Lie.BROKEN, Lie.UNKNOWN_KEY])
def test_a_provider_that_is_broken_closes_the_gate_and_nothing_is_held_against_anybody(
    provider: OpenIdProvider, new_visitor: Come, fault: Lie
) -> None:
    """Or one that signs with a new key, which our list has only when it is refreshed."""
    visitor = new_visitor()
    provider.lie = fault
    ended = visitor.get(agree(_go(visitor)))
    assert ended.status_code == 503
    assert "Nothing is held against you" in ended.text
    closed = new_visitor().get("/")
    assert closed.status_code == 503
    assert "Closed for now" in closed.text
    site._away.clear()
    provider.lie = None
    assert visitor.get(agree(_go(visitor))).status_code == 303


def test_a_provider_that_answers_byte_by_byte_keeps_nobody_waiting(
    provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, new_visitor: Come
) -> None:
    monkeypatch.setattr(client, "ALL_IN_ALL", 0.2)
    visitor = new_visitor()
    provider.lie = Lie.SLOW
    address = agree(_go(visitor))
    began = time.monotonic()
    assert visitor.get(address).status_code == 503
    assert time.monotonic() - began < 2, "it goes on for 4 s"


def test_a_code_counts_once_and_only_here(provider: OpenIdProvider, new_visitor: Come) -> None:
    visitor, thief = new_visitor(), new_visitor()
    way_back = agree(_go(visitor))
    assert thief.get(way_back).status_code == 403
    _go(thief)
    assert "No answer has come yet" in thief.get(way_back).text  # of another state
    assert visitor.get(way_back).status_code == 303
    assert visitor.get(way_back).status_code == 403


def test_whoever_declines_there_is_asked_again(provider: OpenIdProvider, new_visitor: Come) -> None:
    visitor = new_visitor()
    state = parse_qs(urlsplit(_go(visitor)).query)["state"][0]
    declined = visitor.get(f"/age/with/oidc_age/back?error=access_denied&state={state}")
    assert declined.status_code == 503
    assert "gave no answer" in declined.text
    assert new_visitor().get("/").status_code == 403, "nobody else is turned away for it"


def test_an_agreement_that_ends_meanwhile_closes_the_page(
    app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, new_visitor: Come
) -> None:
    visitor = new_visitor()
    form = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/age").text)
    assert form
    _go(visitor)
    monkeypatch.setitem(app.config, "OIDC_AGE_ISSUER", None)
    on = visitor.http.post("/age/with/oidc_age/go-on", data={"csrf_token": form[1]})
    assert (on.status_code, "Closed for now" in on.text) == (503, True)
    assert visitor.get("/age/with/oidc_age/back").status_code == 503


def test_a_key_of_a_kind_that_we_do_not_know_spoils_no_other(
    app: Flask, provider: OpenIdProvider, new_visitor: Come
) -> None:
    """Providers publish the keys of tomorrow's algorithms beside those of today."""
    provider.further_keys = [
        {"kty": "AKP", "alg": "ML-DSA-44", "kid": "new", "pub": "AAAA"},
        {"kty": "EC"},
        1,
    ]
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert said.output == "oidc_age: 2 keys to trust.\n"
    visitor = new_visitor()
    assert visitor.get(agree(_go(visitor))).status_code == 303


@pytest.mark.parametrize("address", ["http://evil.example", "https://[", None])
def test_a_description_that_names_no_safe_address_leaves_the_one_before(
    app: Flask, provider: OpenIdProvider, new_visitor: Come, address: str | None
) -> None:
    provider.described = {"token_endpoint": address}
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert said.exit_code == 1
    assert "stays for oidc_age: its token_endpoint is no https:// address" in said.output
    assert new_visitor().get("/").status_code == 403


def test_another_provider_is_not_taken_for_the_one_before(
    app: Flask, provider: OpenIdProvider, monkeypatch: pytest.MonkeyPatch, new_visitor: Come
) -> None:
    """Nor is the one before sent what was agreed on with the next; until that one's description is read."""
    visitor = new_visitor()
    _go(visitor)
    monkeypatch.setitem(app.config, "OIDC_AGE_ISSUER", "https://another.example")
    assert new_visitor().get("/").status_code == 503
    monkeypatch.setitem(app.config, "OIDC_AGE_ISSUER", provider.url)
    assert new_visitor().get("/").status_code == 403


def test_without_a_description_the_method_is_off(
    app: Flask, policy: Callable[..., None], monkeypatch: pytest.MonkeyPatch, new_visitor: Come
) -> None:
    policy(anywhere=Region(AgeLevel.VERIFIED, methods=("oidc_age",)))
    monkeypatch.setitem(app.config, "OIDC_AGE_ISSUER", "http://127.0.0.1:1")
    monkeypatch.setitem(app.config, "OIDC_AGE_CLIENT_ID", CLIENT_ID)
    said = app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
    assert (said.exit_code, "did not answer" in said.output) == (1, True)
    assert new_visitor().get("/").status_code == 503
