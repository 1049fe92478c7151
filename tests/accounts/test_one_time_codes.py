"""One-time codes: setting them up, signing in with them, each once, and losing the phone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from time_machine import TimeMachineFixture

from forum.accounts import one_time_codes
from forum.accounts.models import OneTimeCodes
from forum.lib import clock
from forum.lib.db import db
from tests.accounts.steps import codes_offer, half_way, send_code, set_up_codes
from tests.cast import PASSWORD, Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]
SHORT = "blue kéttl"
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture(autouse=True)
def _still(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


@pytest.fixture
def ada(new_visitor: Come, cast: Cast) -> Visitor:
    """Ada, signed in."""
    return new_visitor().pass_gate().sign_in(cast.ada)


def test_signing_in_asks_for_a_code_once_an_app_has_shown_one(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    other = new_visitor().pass_gate().sign_in(cast.ada)
    app = set_up_codes(ada)
    assert not _is_in(other), "what was opened without a code is closed"
    time_machine.shift(HALF_A_MINUTE)
    visitor = new_visitor().pass_gate()
    ticket = half_way(visitor, cast.ada)
    assert not _is_in(visitor)
    assert send_code(visitor, ticket, app.at(clock.now())).status_code == 303
    assert _is_in(visitor)


def test_a_code_works_once_even_in_its_own_half_minute(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    app = set_up_codes(ada)
    first, second = new_visitor(), new_visitor()
    used_already = send_code(first, half_way(first, cast.ada), app.at(clock.now()))
    assert "used already" in used_already.text, "the one that set it up counts as used"
    time_machine.shift(HALF_A_MINUTE)
    code = app.at(clock.now())
    assert send_code(first, half_way(first, cast.ada), code).status_code == 303
    assert send_code(second, half_way(second, cast.ada), code).status_code == 400
    earlier = app.at(clock.now() - HALF_A_MINUTE)
    assert send_code(second, half_way(second, cast.ada), earlier).status_code == 400


def test_a_ticket_works_once_and_for_five_minutes(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    app = set_up_codes(ada)
    visitor = new_visitor()
    ticket = half_way(visitor, cast.ada)
    time_machine.shift(HALF_A_MINUTE)
    assert send_code(visitor, ticket, app.at(clock.now())).status_code == 303
    time_machine.shift(HALF_A_MINUTE)
    assert "begin again" in send_code(new_visitor(), ticket, app.at(clock.now())).text
    late = half_way(visitor, cast.ada)
    time_machine.shift(timedelta(minutes=5))
    assert "begin again" in send_code(new_visitor(), late, app.at(clock.now())).text


def test_a_ticket_dies_with_the_password_it_was_given_for(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    app = set_up_codes(ada)
    thief = new_visitor()
    ticket = half_way(thief, cast.ada)
    assert ada.post("/settings/password", new_password="ten paper boats at dusk").status_code == 303
    time_machine.shift(HALF_A_MINUTE)
    assert send_code(thief, ticket, app.at(clock.now())).status_code == 400


def test_codes_are_not_guessed_for_long_and_nobody_is_locked_out_by_it(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    app = set_up_codes(ada)
    thief = new_visitor()
    ticket = half_way(thief, cast.ada)
    assert [send_code(thief, ticket, "000000").status_code for _ in range(6)] == [400] * 5 + [429]
    time_machine.shift(timedelta(minutes=15, seconds=1))
    visitor = new_visitor()
    assert send_code(visitor, half_way(visitor, cast.ada), app.at(clock.now())).status_code == 303


@pytest.mark.parametrize("ticket", ["", "nonsense", "e" * 3000, "Zm9v"])
def test_an_invented_ticket_leads_back_to_the_beginning(client: Visitor, ticket: str) -> None:
    answer = send_code(client, ticket, "123456")
    assert answer.status_code == 400
    assert 'name="sign_in_name"' in answer.text


def test_a_wrong_code_sets_nothing_up_and_keeps_the_picture(app: Flask, ada: Visitor) -> None:
    ticket, _codes = codes_offer(ada)
    page = ada.post("/settings/codes", ticket=ticket, code="12 34 56")
    assert page.status_code == 400
    assert ticket in page.text, "the app has read this secret already"
    with app.app_context():
        assert db.session.scalars(select(OneTimeCodes)).all() == []


def test_the_offer_made_to_one_sets_up_nothing_for_another(
    ada: Visitor, new_visitor: Come, cast: Cast
) -> None:
    ticket, codes = codes_offer(ada)
    otto = new_visitor().pass_gate().sign_in(cast.otto)
    assert otto.post("/settings/codes", ticket=ticket, code=codes.at(clock.now())).status_code == 400


def test_a_short_password_is_fine_only_with_codes(
    ada: Visitor, new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    assert ada.post("/settings/password", new_password=SHORT).status_code == 400
    app = set_up_codes(ada)
    assert ada.post("/settings/password", new_password="shorty7").status_code == 400
    assert ada.post("/settings/password", new_password=SHORT).status_code == 303
    refused = ada.post("/settings/codes/off")
    assert "at least 15 characters" in refused.text
    time_machine.shift(HALF_A_MINUTE)
    visitor = new_visitor()
    assert send_code(visitor, half_way(visitor, cast.ada, SHORT), app.at(clock.now())).status_code == 303
    assert ada.post("/settings/password", new_password="ten paper boats at dusk").status_code == 303
    assert ada.post("/settings/codes/off").status_code == 303
    answer = new_visitor().post(
        "/sign-in", sign_in_name=cast.ada.sign_in_name, password="ten paper boats at dusk"
    )
    assert answer.status_code == 303


def test_who_lost_the_phone_gets_in_with_the_recovery_code(new_visitor: Come) -> None:
    names = {"sign_in_name": "the quiet heron", "pen_name": "Zora"}
    zora = new_visitor().pass_gate()
    page = zora.post("/join", **names, password=PASSWORD)
    code = "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page.text))
    set_up_codes(zora)
    new = {"recovery_code": code, "new_password": "ten paper boats at dusk"}
    assert new_visitor().post("/recover", sign_in_name=names["sign_in_name"], **new).status_code == 200
    again = new_visitor().post("/sign-in", sign_in_name=names["sign_in_name"], password=new["new_password"])
    assert again.status_code == 303, "no code is asked for any more"


def test_the_secret_is_stored_sealed(app: Flask, ada: Visitor) -> None:
    codes = set_up_codes(ada)
    with app.app_context():
        sealed = db.session.scalars(select(OneTimeCodes.sealed_secret)).one()
        assert codes.secret.encode() not in sealed
        assert one_time_codes.unseal(sealed) == codes.secret


@given(st.integers(0, 2**33), st.integers(-3, 3), st.integers(-3, 3))
def test_a_code_fits_its_own_time_and_half_a_minute_around_it_after_the_last(
    second: int, offset: int, last: int
) -> None:
    codes = pyotp.TOTP(pyotp.random_base32())
    now = datetime.fromtimestamp(second + 200, UTC)
    present = int(now.timestamp()) // 30
    typed = codes.at((present + offset) * 30)
    step = one_time_codes.fitting_step(codes.secret, typed, now, present + last)
    if abs(offset) <= 1 and offset > last:
        assert step == present + offset
    else:
        assert step is None or codes.at(step * 30) == typed, "two steps may share a code once in a million"


@given(st.text())
def test_nothing_that_is_typed_breaks_it(typed: str) -> None:
    assert one_time_codes.fitting_step("A" * 32, typed, datetime(2026, 3, 1, tzinfo=UTC), 10**9) is None
