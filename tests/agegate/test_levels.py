"""Raising what is asked: at once, for everybody, and closed where nobody can answer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from forum.access import SYSTEM, AgeLevel, Viewer
from forum.agegate import cookie
from forum.agegate.actions import bring_along, declare, keep_proof, revoke
from forum.agegate.models import AgeAnswer
from forum.agegate.policy import PROVED_DAYS, Region
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.conftest import VERIFIED_FLOOR
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space

Come = Callable[[], Visitor]
WORDS = "Quittengelee"
NOWHERE = "/p/aaaaaaaaaaa"


@pytest.fixture
def proved_piece(app: Flask, cast: Cast) -> str:
    """A piece in a space for people who have proved their age."""
    with app.app_context(), writing():
        a_space()
        space = a_space("closed", AgeLevel.VERIFIED)
        author = replace(cast.ada.viewer, age_level=AgeLevel.VERIFIED)
        piece = a_post(author, space, title=WORDS)
        db.session.commit()
        return f"/p/{piece.public_id}"


def _prove(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        keep_proof(person.viewer, "eu_av", "0123456789abcdef")
        db.session.commit()


def _kept(app: Flask, person: Person) -> AgeAnswer:
    with app.app_context():
        return db.session.get_one(AgeAnswer, person.viewer.account_id)


def test_a_raised_floor_stops_readers_at_their_next_page(
    app: Flask, cast: Cast, policy: Callable[..., None], vouching: Callable[[bool], None], new_visitor: Come
) -> None:
    vouching(True)
    guest, ada = new_visitor().pass_gate(), new_visitor().sign_in(cast.ada)
    assert [guest.get("/").status_code, ada.get("/").status_code] == [200, 200]
    policy(version=2, anywhere=VERIFIED_FLOOR)
    for somebody in (guest, ada):
        assert somebody.get("/").status_code == 403
        assert somebody.post("/notifications/read").status_code == 403
        told = somebody.get("/", headers={"Accept": "application/json"})
        assert told.json == {
            "type": "about:blank#age",
            "required_level": "verified",
            "methods": ["eu_av"],
            "gate": "/age",
        }
    _prove(app, cast.ada)
    assert ada.get("/").status_code == 200
    assert guest.get("/").status_code == 403


def test_the_form_to_flag_shows_nothing_to_members_below_a_raised_floor(
    app: Flask, cast: Cast, policy: Callable[..., None], new_visitor: Come
) -> None:
    """It stands outside the gate."""
    with app.app_context(), writing():
        piece = a_post(cast.mira.viewer, a_space(), title="Holunder", body=WORDS)
        db.session.commit()
        address = f"/flag?on=post:{piece.public_id}"
    ada = new_visitor().sign_in(cast.ada)
    assert WORDS in ada.get(address).text
    policy(version=2, anywhere=VERIFIED_FLOOR)
    told = ada.get(address)
    assert told.status_code == 200, "the flag is taken"
    assert not [word for word in ("Holunder", WORDS) if word in told.text]
    assert WORDS not in ada.post(address, reason="none such").text


def test_where_no_method_works_nobody_comes_in_and_all_are_told(
    app: Flask, cast: Cast, policy: Callable[..., None], vouching: Callable[[bool], None], new_visitor: Come
) -> None:
    vouching(False)
    policy(anywhere=VERIFIED_FLOOR)
    guest = new_visitor()
    closed = guest.get("/")
    assert closed.status_code == 503
    assert "Nothing is held against you" in closed.text
    assert closed.headers["X-Robots-Tag"] == "noindex, noarchive, nosnippet"
    told = guest.get("/", headers={"Accept": "application/json"})
    assert (told.status_code, told.json and told.json["methods"]) == (503, [])
    assert guest.get("/age").status_code == 503
    assert guest.post("/age").status_code == 303  # saying so is never enough
    assert guest.get("/").status_code == 503


def test_raising_the_lowest_version_asks_again(
    app: Flask, cast: Cast, policy: Callable[..., None], new_visitor: Come
) -> None:
    guest, ada = new_visitor().pass_gate(), new_visitor().sign_in(cast.ada)
    policy(version=2)
    assert [guest.get("/").status_code, ada.get("/").status_code] == [200, 200]
    policy(version=2, min_version={AgeLevel.DECLARED: 2})
    for somebody in (guest, ada):
        assert somebody.get("/").status_code == 403
        somebody.pass_gate()
        assert somebody.get("/").status_code == 200


def test_what_asks_for_a_proof_looks_like_what_is_not_there(
    app: Flask,
    vouching: Callable[[bool], None],
    policy: Callable[..., None],
    proved_piece: str,
    new_visitor: Come,
) -> None:
    vouching(True)
    policy(anywhere=Region(methods=("click", "eu_av")))
    reader = new_visitor().pass_gate()
    addresses = (proved_piece, NOWHERE, "/s/closed", "/s/nowhere", "/nowhere", "/p/malformed", "/u/nobody")
    answers = [reader.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.data for answer in answers}) == 1
    assert WORDS not in answers[0].text
    assert WORDS not in reader.get("/").text
    assert {
        reader.get(address, headers={"Accept": "application/json"}).status_code for address in addresses
    } == {403}
    assert reader.get("/about/nowhere").status_code == 403


def test_the_form_to_flag_does_not_tell_either(proved_piece: str, cast: Cast, new_visitor: Come) -> None:
    ada = new_visitor().sign_in(cast.ada)
    answers = []
    for address in (proved_piece, NOWHERE):
        on = f"post:{address.removeprefix('/p/')}"
        form = ada.get(f"/flag?on={on}")
        sent = ada.post(f"/flag?on={on}", reason="spam", words="Look.")
        answers.append((form.status_code, sent.status_code, len(form.data)))
    assert answers[0] == answers[1]
    assert answers[0][:2] == (200, 303)


def test_whoever_has_proved_their_age_reads_it_and_misses_what_is_not_there(
    app: Flask, cast: Cast, vouching: Callable[[bool], None], proved_piece: str, new_visitor: Come
) -> None:
    vouching(True)
    _prove(app, cast.tim)
    tim = new_visitor().sign_in(cast.tim)
    assert WORDS in tim.get(proved_piece).text
    assert WORDS in tim.get("/").text
    assert tim.get(NOWHERE).status_code == 404
    assert tim.get("/nowhere").status_code == 404


def test_where_nothing_asks_for_a_proof_what_is_not_there_is_a_404(app: Flask, client: Visitor) -> None:
    assert client.pass_gate().get(NOWHERE).status_code == 404


def test_saying_so_takes_no_proof_away(app: Flask, cast: Cast, new_visitor: Come) -> None:
    _prove(app, cast.ada)
    with app.app_context(), writing():
        declare(cast.ada.viewer)
        db.session.commit()
    assert _kept(app, cast.ada).level == AgeLevel.VERIFIED
    guest = new_visitor()
    with app.test_request_context():
        response = app.make_response("")
        cookie.remember(response, AgeLevel.VERIFIED, on_this_device=False)
        value = response.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
    guest.http.set_cookie("visit", value)
    guest.pass_gate()
    kept = guest.http.get_cookie("visit")
    assert kept
    with app.app_context():
        assert cookie.level(kept.value) == AgeLevel.VERIFIED


def test_a_proof_lapses_and_then_saying_so_counts(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, new_visitor: Come
) -> None:
    _prove(app, cast.tim)
    later = clock.now() + timedelta(days=PROVED_DAYS + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    tim = new_visitor().sign_in(cast.tim)
    assert tim.get("/").status_code == 403
    tim.pass_gate()
    assert new_visitor().sign_in(cast.tim).get("/").status_code == 200
    assert _kept(app, cast.tim).level == AgeLevel.DECLARED


def test_what_is_taken_back_counts_no_more_and_can_be_shown_anew(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    _prove(app, cast.ada)
    _prove(app, cast.tim)
    run = app.test_cli_runner().invoke
    said = run(
        args=["alcove", "age", "revoke", "--method", "eu_av", "--provider", "unknown", "--reason", "x"]
    )
    assert (said.exit_code, said.output.split()[0]) == (0, "0")
    said = run(
        args=["alcove", "age", "revoke", "--method", "eu_av", "--reason", "The key of an issuer was stolen."]
    )
    assert said.output.split()[0] == "2"
    tim = new_visitor().sign_in(cast.tim)
    told = tim.get("/")
    assert told.status_code == 403
    assert "counts no more: The key of an issuer was stolen." in told.text
    assert "counts no more" not in new_visitor().get("/").text
    assert _kept(app, cast.tim).revoked_reason == "The key of an issuer was stolen."
    _prove(app, cast.tim)
    assert tim.get("/").status_code == 200
    assert "It counts until" in tim.get("/settings").text
    too_long = run(args=["alcove", "age", "revoke", "--method", "eu_av", "--reason", "x" * 61])
    assert too_long.exit_code == 1


def test_what_is_brought_along_counts_no_longer_than_a_visitors(db_session: object, cast: Cast) -> None:
    tim = cast.tim.viewer
    assert tim.account_id is not None
    bring_along(Viewer(age_level=AgeLevel.VERIFIED), tim.account_id)
    kept = db.session.get_one(AgeAnswer, tim.account_id)
    assert (kept.level, kept.method, kept.provider_key) == (AgeLevel.VERIFIED, "brought", None)
    assert kept.expires_on == clock.today() + timedelta(days=7)


def test_only_the_operator_takes_answers_back(db_session: object, cast: Cast) -> None:
    from forum.access import AccessRefused

    for person in (cast.ada, cast.mira):
        with pytest.raises(AccessRefused):
            revoke(person.viewer, "why", method="click")
    assert revoke(SYSTEM, "why", method="click") > 0
