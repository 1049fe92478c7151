"""Limits count exactly, forget with the day, and keep nothing that names anybody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.lib import throttle
from forum.lib.throttle import DailySalt, ThrottleHit

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def test_as_many_as_allowed_and_no_more(db_session: Session) -> None:
    assert [throttle.allow("sign in", "somebody", 3, HOUR) for _ in range(5)] == [True] * 3 + [False] * 2
    assert throttle.allow("sign in", "somebody else", 3, HOUR)
    assert throttle.allow("join", "somebody", 3, HOUR)


def test_waiting_helps(db_session: Session) -> None:
    for _ in range(4):
        throttle.allow("sign in", "somebody", 3, HOUR)
    with time_machine.travel(NOON + HOUR + timedelta(seconds=1), tick=False):
        assert throttle.allow("sign in", "somebody", 3, HOUR)


def test_success_gives_back_what_was_spent(db_session: Session) -> None:
    assert throttle.allow("sign in", "somebody", 1, HOUR)
    assert not throttle.allow("sign in", "somebody", 1, HOUR)
    throttle.forget("sign in", "somebody")
    assert throttle.allow("sign in", "somebody", 1, HOUR)


def test_nothing_names_anybody_and_each_day_has_its_own_salt(db_session: Session) -> None:
    throttle.allow("sign in", "192.0.2.7", 1, HOUR)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        throttle.allow("sign in", "192.0.2.7", 1, HOUR)
    first, second = db_session.scalars(select(ThrottleHit.key))
    assert first != second
    assert "192.0.2" not in first + second
    assert len(set(db_session.scalars(select(DailySalt.salt)))) == 2
