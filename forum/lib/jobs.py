"""Jobs: work that a request leaves to a worker, through a row of the outbox.

A job is one line that calls one action:

    @job("room.verb")
    def verb(thing: int) -> Rest:
        return actions.verb(SYSTEM, thing)

and `verb.later(thing=thing.id)` has it done after the present transaction. Its rows and the deletion
of its row in the outbox are one transaction: done once, whoever dies when. What it returns, if
anything, is the payload of what remains, put into the outbox by the same transaction.
"""

import logging
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from forum.lib import clock, milestones, outbox
from forum.lib.db import db, writing

Rest = dict[str, int] | None
EXTENSION = "jobs"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What a kind of row in the outbox stands for."""

    kind: str
    work: Callable[..., Rest]
    prepare: Callable[..., object] | None = None

    def later(self, **ids: int) -> None:
        """Have it done after this transaction."""
        outbox.put(self.kind, ids)

    def later_once(self, **ids: int) -> bool:
        """Have it done after this transaction, unless one of its kind is waiting already."""
        return outbox.put(self.kind, ids, key=self.kind)

    def do(self, made: object, payload: Mapping[str, int]) -> Rest:
        """Do it now, in the present transaction."""
        return self.work(made) if self.prepare else self.work(**payload)


@dataclass(frozen=True)
class Recurring:
    """A job that is done every so often, counted from midnight UTC; missed ones are made up for once."""

    job: Job
    what: str
    every: timedelta
    why: str
    after_midnight: timedelta = timedelta(0)

    def last_due(self, now: datetime) -> int:
        """The moment when it last fell due, in seconds."""
        since = now - datetime.fromtimestamp(0, UTC) - self.after_midnight
        return int((since // self.every * self.every + self.after_midnight).total_seconds())


class UnknownJob(Exception):
    """A row of a kind that this version does not know; another version will."""


class NotNow(Exception):
    """What a job needs is away for now; the text says what, and repeats nobody's words."""


class Overtaken(Exception):
    """The claim lapsed meanwhile, so somebody else does the work."""


def job(kind: str, *, prepare: Callable[..., object] | None = None) -> Callable[[Callable[..., Rest]], Job]:
    """Make a function the work of a kind of rows.

    `prepare` is for what takes long: it gets the payload, reads without barring any writer, and what
    it makes is all that the work gets. An outward effect belongs there too, with an idempotency key
    made from the payload, because it may happen twice.
    """

    def register(work: Callable[..., Rest]) -> Job:
        return Job(kind, work, prepare)

    return register


def install(app: Flask, known: tuple[Job, ...]) -> None:
    """Have an application's workers know these jobs."""
    app.extensions[EXTENSION] = {each.kind: each for each in known}


def run(app: Flask, row_id: int | None = None) -> bool:
    """Do what a row (or whichever is due first) asks for; False if there was nothing to claim."""
    with app.app_context():
        is_due = outbox.is_due(row_id)
        db.session.rollback()
        if not is_due:
            return False
        with _transaction():
            claim = outbox.claim(row_id)
        if claim is None:
            return False
        try:
            _do(claim)
        except Overtaken:
            pass
        except Exception as fault:  # noqa: BLE001  # whatever it is, the row must be put off
            _put_off(claim, fault)
        return True


def sweep(app: Flask) -> Iterator[None]:
    """Do everything that is due, one row at a time, as long as the caller goes on."""
    while run(app):
        yield


def enqueue_due(app: Flask, schedule: tuple[Recurring, ...]) -> None:
    """Put into the outbox what has fallen due since it was last done, on whichever machine."""
    now = clock.now()
    with app.app_context():
        late = [each for each in schedule if (milestones.reached(each.job.kind) or 0) < each.last_due(now)]
        db.session.rollback()
        for each in late:
            with _transaction():
                if milestones.advance(each.job.kind, each.last_due(now)):
                    each.job.later_once()


def _do(claim: outbox.Claim) -> None:
    found: Job | None = current_app.extensions[EXTENSION].get(claim.kind)
    if found is None:
        raise UnknownJob(claim.kind)
    made = None
    if found.prepare:
        made = found.prepare(**claim.payload)
        db.session.rollback()  # it only read
    with _transaction():
        if not outbox.finish(claim):
            raise Overtaken
        rest = found.do(made, claim.payload)
        if rest is not None:
            outbox.put(claim.kind, rest, key=claim.key)


def _put_off(claim: outbox.Claim, fault: Exception) -> None:
    if isinstance(fault, NotNow):
        logger.warning("the job %s waits: %s", claim.kind, fault)
    else:
        # Where it happened, but not its text, which could hold what somebody wrote.
        where = "".join(traceback.format_tb(fault.__traceback__))
        logger.error("the job %s failed: %s\n%s", claim.kind, type(fault).__name__, where)
    try:
        db.session.rollback()
        with _transaction():
            outbox.put_off(claim, type(fault).__name__)
    except SQLAlchemyError:  # the database is away: the row falls due when its lease ends
        logger.error("the job %s could not be put off", claim.kind)


@contextmanager
def _transaction() -> Iterator[None]:
    """One transaction of a worker: all of it or nothing."""
    with writing():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
