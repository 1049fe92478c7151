"""What somebody tries who wants to come in as another, each once by name."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import TimeMachineFixture

from forum.accounts.actions.restrict import suspend
from forum.accounts.models import Account, SignInSession
from forum.lib import clock
from forum.lib.db import db, writing
from forum.web import cookies
from tests.cast import PASSWORD, Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]


@pytest.fixture(autouse=True)
def _still(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(clock.now(), tick=False)


def _name(visitor: Visitor) -> str:
    with visitor.app.app_context():
        return cookies.name("session")


def _token(visitor: Visitor) -> str:
    cookie = visitor.http.get_cookie(_name(visitor))
    assert cookie is not None
    return str(cookie.value)


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def test_fixation_a_planted_session_is_not_the_one_that_signs_in(
    client: Visitor, new_visitor: Come, cast: Cast
) -> None:
    planted = "a" * 43
    client.http.set_cookie(_name(client), planted)
    client.pass_gate().sign_in(cast.ada)
    assert _token(client) != planted
    thief = new_visitor().pass_gate()
    thief.http.set_cookie(_name(thief), planted)
    assert not _is_in(thief)


def test_fixation_a_session_of_the_attackers_own_is_left_behind(
    client: Visitor, new_visitor: Come, cast: Cast
) -> None:
    """They plant their own living session; the victim signs in over it, and neither is the other."""
    attacker = new_visitor().pass_gate().sign_in(cast.otto)
    client.pass_gate().http.set_cookie(_name(client), _token(attacker))
    client.sign_in(cast.ada)
    assert _token(client) != _token(attacker)
    assert "Ada" in client.get("/settings").text
    assert not _is_in(attacker), "the session that the browser had before has ended"


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(
    client: Visitor, new_visitor: Come, cast: Cast
) -> None:
    client.pass_gate().sign_in(cast.ada)
    thief = new_visitor().pass_gate()
    thief.http.set_cookie(_name(thief), _token(client))
    assert _is_in(thief)
    client.post("/sign-out")
    assert not _is_in(thief)


def test_the_sessions_of_whoever_is_suspended_end_and_they_may_come_back_to_read_why(
    app: Flask, client: Visitor, new_visitor: Come, cast: Cast
) -> None:
    devices = [client.pass_gate().sign_in(cast.ada), new_visitor().pass_gate().sign_in(cast.ada)]
    with app.app_context(), writing():
        account = db.session.get_one(Account, cast.ada.account_id)
        suspend(cast.mira.viewer, account, clock.now() + timedelta(days=1))
        db.session.commit()
    assert not any(_is_in(device) for device in devices)
    back = client.sign_in(cast.ada)
    assert _is_in(back)
    assert back.get("/moderation/mine").status_code == 200


def test_only_a_digest_of_a_session_is_stored(app: Flask, client: Visitor, cast: Cast) -> None:
    client.pass_gate().sign_in(cast.ada)
    with app.app_context():
        stored = db.session.scalars(select(SignInSession.token_digest)).one()
    thief = client
    thief.http.set_cookie(_name(thief), stored)
    assert not _is_in(thief)


def test_a_recovery_code_lets_nobody_in_twice(new_visitor: Come) -> None:
    page = (
        new_visitor()
        .pass_gate()
        .post("/join", sign_in_name="the quiet heron", pen_name="Zora", password=PASSWORD)
    )
    code = "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page.text))
    sent = {"sign_in_name": "the quiet heron", "recovery_code": code}
    first = new_visitor().post("/recover", **sent, new_password="ten paper boats at dusk")
    second = new_visitor().post("/recover", **sent, new_password="six paper boats at noon")
    assert (first.status_code, second.status_code) == (200, 400)


def test_a_thousand_guesses_get_through_the_door_ten_at_a_time_and_lock_nobody_out(
    client: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    owner = new_visitor().pass_gate().sign_in(cast.ada)
    sent = {"sign_in_name": cast.ada.sign_in_name, "csrf_token": client.csrf_token()}
    answers = [
        client.http.post("/sign-in", data=sent | {"password": str(n)}).status_code for n in range(1000)
    ]
    assert answers[:10] == [400] * 10
    assert set(answers[10:]) == {429}
    assert _is_in(owner), "whoever is inside stays inside"
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert _is_in(new_visitor().pass_gate().sign_in(cast.ada))
