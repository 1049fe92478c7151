"""Sessions: how long they last, what they cost, and the list in the settings."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.exc import OperationalError
from time_machine import TimeMachineFixture

from forum.access import Role
from forum.accounts.models import Account, SignInSession
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast, Person
from tests.fixtures.clients import Visitor
from tests.statements import statements_of

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
READS = ("SELECT", "BEGIN", "PRAGMA")


@pytest.fixture(autouse=True)
def _noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(START, tick=False)


def _is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def _ids(visitor: Visitor) -> list[str]:
    return re.findall(r"/settings/sessions/(\w+)/end\"", visitor.get("/settings/sessions").text)


def _last_used(app: Flask, person: Person) -> datetime:
    with app.app_context():
        row = select(SignInSession.last_used_at).filter_by(account_id=person.account_id)
        return db.session.scalars(row).one()


def test_a_member_who_reads_every_day_signs_in_every_two_weeks(
    client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.ada)
    for _day in range(13):
        time_machine.shift(timedelta(days=1))
        assert _is_signed_in(client)
    time_machine.shift(timedelta(days=1))
    assert not _is_signed_in(client)


def test_a_week_away_ends_a_members_session(
    client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.ada)
    time_machine.shift(timedelta(days=6, hours=23))
    assert _is_signed_in(client)
    time_machine.shift(timedelta(days=7))
    assert not _is_signed_in(client)


def test_an_hour_away_ends_a_moderators_session(
    client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.mira)
    for _step in range(20):
        time_machine.shift(timedelta(minutes=45))
        assert _is_signed_in(client)
    time_machine.shift(timedelta(hours=1))
    assert not _is_signed_in(client)


def test_a_moderators_session_ends_after_a_day_however_busy(
    client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.mira)
    for _step in range(47):
        time_machine.shift(timedelta(minutes=30))
        assert _is_signed_in(client)
    time_machine.shift(timedelta(minutes=30))
    assert not _is_signed_in(client)


def test_whoever_becomes_moderator_has_a_moderators_session_at_once(
    app: Flask, client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.ada)
    time_machine.shift(timedelta(hours=2))
    with app.app_context(), writing():
        db.session.execute(
            update(Account).where(Account.id == cast.ada.account_id).values(role=Role.MODERATOR)
        )
        db.session.commit()
    assert not _is_signed_in(client)


def test_reading_writes_nothing_but_once_an_hour(
    app: Flask, client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.ada)
    for writes in (0, 1):
        with statements_of(app) as sent:
            for _visit in range(5):
                time_machine.shift(timedelta(minutes=10))
                client.get("/settings")
        assert sum(not each.sql.startswith(READS) for each in sent) == writes
    assert _last_used(app, cast.ada) == START + timedelta(hours=1)


def test_the_table_says_by_the_hour_when_somebody_was_here(
    app: Flask, client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.shift(timedelta(minutes=47, seconds=11))
    client.sign_in(cast.ada)
    with app.app_context():
        row = db.session.scalars(select(SignInSession)).one()
        assert row.created_at == row.last_used_at == START
        assert row.expires_at == START + timedelta(days=14)


def test_a_page_can_be_read_though_nothing_can_be_written(
    app: Flask, client: Visitor, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    client.sign_in(cast.ada)
    time_machine.shift(timedelta(hours=3))

    def full(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE"):
            raise OperationalError(statement, {}, Exception("database or disk is full"))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", full)
    try:
        assert _is_signed_in(client)
    finally:
        event.remove(engine, "before_cursor_execute", full)


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 4000, "\u00e9" * 43, "../../etc", "' OR 1=1 --"])
def test_a_made_up_token_opens_nothing(client: Visitor, cast: Cast, token: str) -> None:
    client.http.set_cookie("id", token)
    assert not _is_signed_in(client)


def test_devices_are_listed_this_one_first_and_by_no_more_than_a_week(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast, time_machine: TimeMachineFixture
) -> None:
    new_visitor().sign_in(cast.ada)
    time_machine.shift(timedelta(days=3))
    client.sign_in(cast.ada)
    page = client.get("/settings/sessions").text
    assert page.index("this one") < page.index("Used today") < page.index("Used in the last seven days")
    assert not re.search(r"\d\d:\d\d|2026-03", page)


def test_nobody_elses_devices_are_listed(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    client.sign_in(cast.ada)
    new_visitor().sign_in(cast.mira)
    assert len(_ids(client)) == 1


def test_another_device_is_named_and_signed_out(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    lost = new_visitor().sign_in(cast.ada)
    client.sign_in(cast.ada)
    this, other = _ids(client)
    client.post(f"/settings/sessions/{other}/name", name="the old “phone” 📱")
    assert "the old “phone” 📱" in client.get("/settings/sessions").text
    assert client.post(f"/settings/sessions/{other}/end").status_code == 303
    assert _ids(client) == [this]
    assert not _is_signed_in(lost)
    assert _is_signed_in(client)


def test_a_device_name_that_is_too_long_is_given_back(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ada)
    (this,) = _ids(client)
    page = client.post(f"/settings/sessions/{this}/name", name="x" * 41)
    assert page.status_code == 400
    assert "x" * 41 in page.text


def test_every_other_device_is_signed_out_at_once(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    others = [new_visitor().sign_in(cast.ada) for _ in range(3)]
    stranger = new_visitor().sign_in(cast.nell)
    client.sign_in(cast.ada)
    client.post("/settings/sessions/end-others")
    assert not any(_is_signed_in(other) for other in others)
    assert _is_signed_in(client)
    assert _is_signed_in(stranger)


@pytest.mark.parametrize("verb", ["end", "name"])
def test_somebody_elses_device_is_not_there(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast, verb: str
) -> None:
    stranger = new_visitor().sign_in(cast.nell)
    (theirs,) = _ids(stranger)
    client.sign_in(cast.root)
    answers = [
        client.post(f"/settings/sessions/{known}/{verb}", name="x") for known in (theirs, "23456789abc")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert _is_signed_in(stranger)


def test_settings_are_for_members_past_the_gate(client: Visitor, cast: Cast) -> None:
    assert client.get("/settings").status_code == 403
    client.pass_gate()
    assert client.get("/settings").headers["Location"] == "/sign-in?next=/settings"
    assert client.post("/sign-in", sign_in_name=cast.tim.sign_in_name, password=PASSWORD).status_code == 303
    assert "Tim" in client.get("/settings").text
