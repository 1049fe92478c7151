"""What a transaction leaves to be done is done once, later, and never stands in the way of the rest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.lib import clock, jobs, outbox
from forum.lib.db import db, writing
from forum.lib.jobs import Job, Recurring, Rest
from forum.lib.milestones import Milestone, reached
from forum.lib.outbox import OutboxRow
from forum.lib.throttle import ThrottleHit

MINUTE = timedelta(minutes=1)


def _note(subject: int) -> None:
    """A job's own row: any table will do."""
    db.session.add(ThrottleHit(key=str(subject), at=clock.now()))
    db.session.flush()


def _notes(app: Flask) -> list[int]:
    with app.app_context():
        return sorted(int(key) for key in db.session.scalars(select(ThrottleHit.key)))


Know = Callable[[Job], Job]


@pytest.fixture
def know(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Know:
    """Have the application know one more job."""
    known: dict[str, Job] = {}
    monkeypatch.setitem(app.extensions, jobs.EXTENSION, known)

    def know(job: Job) -> Job:
        known[job.kind] = job
        return job

    return know


@pytest.fixture
def note(know: Know) -> Job:
    """A job that leaves a trace."""

    @know
    @jobs.job("tests.note")
    def note(number: int) -> Rest:
        _note(number)
        return None

    return note


@pytest.fixture
def poison(know: Know) -> Job:
    """A job that leaves half a trace and fails."""

    @know
    @jobs.job("tests.poison")
    def poison(number: int) -> Rest:
        _note(-number)
        raise LookupError(f"words of {number}")

    return poison


def _leave(app: Flask, job: Job, *numbers: int) -> list[int]:
    """Put rows into the outbox and commit."""
    with app.app_context(), writing():
        for number in numbers:
            job.later(number=number)
        db.session.commit()
        return list(db.session.scalars(select(OutboxRow.id).order_by(OutboxRow.id)))


def _sweep(app: Flask) -> int:
    return sum(1 for _done in jobs.sweep(app))


def _depth(app: Flask) -> int:
    with app.app_context():
        return outbox.depth()


def test_what_was_rolled_back_is_never_done(app: Flask, note: Job) -> None:
    with app.app_context(), writing():
        note.later(number=1)
        db.session.rollback()
    assert _sweep(app) == 0
    assert _notes(app) == []


def test_a_lost_nudge_loses_nothing(app: Flask, note: Job) -> None:
    _leave(app, note, 1, 2, 3)
    assert _notes(app) == []
    assert _sweep(app) == 3
    assert (_notes(app), _depth(app)) == ([1, 2, 3], 0)


def test_a_nudge_that_comes_twice_does_it_once(app: Flask, note: Job) -> None:
    (row_id,) = _leave(app, note, 1)
    assert jobs.run(app, row_id)
    assert not jobs.run(app, row_id)
    assert _notes(app) == [1]


def test_of_a_worker_that_dies_nothing_stays_and_nothing_is_lost(app: Flask, note: Job) -> None:
    (row_id,) = _leave(app, note, 1)
    with app.app_context(), writing():
        claim = outbox.claim(row_id)
        db.session.commit()  # here it dies
    assert not jobs.run(app, row_id), "as long as it may be alive, the row is its own"
    with time_machine.travel(clock.now() + outbox.LEASE, tick=False):
        assert _sweep(app) == 1
    assert _notes(app) == [1]
    with app.app_context(), writing():
        assert claim is not None
        assert not outbox.finish(claim), "one that was only slow hears that it is too late"


def test_who_is_overtaken_leaves_no_trace(app: Flask, note: Job) -> None:
    (row_id,) = _leave(app, note, 1)
    with app.app_context(), writing():
        slow = outbox.claim(row_id)
        db.session.commit()
    assert slow is not None
    with time_machine.travel(clock.now() + outbox.LEASE, tick=False):
        with app.app_context(), writing():
            outbox.claim(row_id)
            db.session.commit()
        with app.app_context(), pytest.raises(jobs.Overtaken):
            jobs._do(slow)
    assert _notes(app) == []


def test_poison_is_put_off_and_bars_nobody(
    app: Flask, note: Job, poison: Job, caplog: pytest.LogCaptureFixture
) -> None:
    _leave(app, poison, 1)
    _leave(app, note, 2)
    assert _sweep(app) == 2
    assert _notes(app) == [2], "what failed has done nothing"
    with app.app_context():
        row = db.session.scalars(select(OutboxRow)).one()
        assert (row.kind, row.attempts, row.fault) == ("tests.poison", 1, "LookupError")
        assert outbox.failing() == {"tests.poison": 1}
    assert "tests.poison" in caplog.text
    assert "words of 1" not in caplog.text


def test_poison_comes_back_ever_more_seldom_but_always(app: Flask, poison: Job) -> None:
    _leave(app, poison, 1)
    waits = []
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _attempt in range(14):
            assert _sweep(app) == 1
            with app.app_context():
                due = db.session.scalars(select(OutboxRow.due_at)).one()
            waits.append(due - clock.now())
            traveller.move_to(due)
    assert waits == sorted(waits)
    assert waits[0] == outbox.FIRST_WAIT
    assert waits[-1] == outbox.LONGEST_WAIT


def test_a_job_of_another_version_waits_for_it(app: Flask, note: Job) -> None:
    with app.app_context(), writing():
        outbox.put("tests.tomorrow", {})
        db.session.commit()
    assert _sweep(app) == 1
    with app.app_context():
        assert outbox.failing() == {"tests.tomorrow": 1}


def test_long_work_goes_on_where_it_stopped(app: Flask, know: Know) -> None:
    @know
    @jobs.job("tests.chain")
    def chain(upto: int, at: int = 0) -> Rest:
        _note(at)
        return {"upto": upto, "at": at + 1} if at < upto else None

    with app.app_context(), writing():
        assert chain.later_once(upto=3)
        assert not chain.later_once(upto=3), "one is waiting already"
        db.session.commit()
    assert jobs.run(app)
    with app.app_context(), writing():
        assert not chain.later_once(upto=3), "it is still on its way"
        db.session.rollback()
    assert _sweep(app) == 3
    assert _notes(app) == [0, 1, 2, 3]


def test_what_takes_long_bars_no_writer(app: Flask, know: Know) -> None:
    def prepare(number: int) -> str:
        with app.app_context(), writing():  # somebody else, meanwhile
            _note(number)
            db.session.commit()
        return "made"

    @know
    @jobs.job("tests.long", prepare=prepare)
    def long(made: str) -> Rest:
        assert made == "made"
        _note(2)
        return None

    _leave(app, long, 1)
    assert _sweep(app) == 1
    assert (_notes(app), _depth(app)) == ([1, 2], 0)


def test_only_numbers_go_into_the_outbox(db_session: Session) -> None:
    with pytest.raises(TypeError):
        outbox.put("tests.note", {"name": "Ada"})  # type: ignore[dict-item]  # what must be refused
    with pytest.raises(TypeError):
        outbox.put("tests.note", {"yes": True})


def test_the_operator_sees_how_much_waits_and_since_when(app: Flask, note: Job) -> None:
    with time_machine.travel(clock.now() - MINUTE, tick=False):
        then = clock.now()
        _leave(app, note, 1)
    _leave(app, note, 2)
    with app.app_context():
        assert (outbox.depth(), outbox.oldest(), outbox.failing()) == (2, then, {})


def test_what_recurs_is_done_once_each_time_and_late_rather_than_never(app: Flask, know: Know) -> None:
    @know
    @jobs.job("tests.daily")
    def daily() -> None:
        _note(1)

    schedule = (Recurring(daily, "", timedelta(days=1), "", after_midnight=timedelta(hours=4)),)

    def day(clock_time: str) -> int:
        with time_machine.travel(f"2026-03-{clock_time}+00:00", tick=False):
            for _worker in range(2):
                jobs.enqueue_due(app, schedule)
            return _sweep(app)

    assert day("04T12:00") == 1, "a new installation does it at once"
    assert day("04T23:59") == 0
    assert day("05T03:59") == 0
    assert day("05T04:00") == 1
    assert day("09T01:00") == 1, "after four days without power: once, not four times"
    assert day("09T04:00") == 1
    with app.app_context():
        assert reached("tests.daily") == datetime(2026, 3, 9, 4, tzinfo=UTC).timestamp()
        assert db.session.scalars(select(Milestone.name)).all() == ["tests.daily"]
