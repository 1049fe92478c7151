"""The outbox: what is still to be done, as rows written by the transaction that wants it done.

A row that was rolled back was never there; one that was committed stays until its work is. Claiming a
row pushes its due time into the future, so that of a worker that dies nothing has to be cleaned up:
the row falls due again. The transaction that does the work also deletes the row.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, ColumnElement, Select, String, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib import clock
from forum.lib.db import Base, UtcDateTime, db

LEASE = timedelta(minutes=1)  # a claimed row is its worker's for so long; a batch takes a second
FIRST_WAIT = timedelta(seconds=30)  # after a fault; doubled with each further one
LONGEST_WAIT = timedelta(hours=6)  # so that what was mended by day is done by night
SKEW = timedelta(seconds=5)  # by which the clocks of two machines may differ
NEW = "outbox.new"  # in a session's info: the rows that wait for its commit


class OutboxRow(Base):
    """Something to be done; the payload holds numbers of rows, never words or names."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(60), unique=True)  # what must not wait twice
    payload: Mapped[dict[str, int]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None] = mapped_column(String(60))  # the last one's class; its text could hold words


@dataclass(frozen=True)
class Claim:
    """A row that somebody works on; `attempts` tells their claim from any later one."""

    id: int
    kind: str
    key: str | None
    payload: Mapping[str, int]
    attempts: int


def put(kind: str, payload: Mapping[str, int], *, key: str | None = None) -> bool:
    """Have something done once this transaction is committed; False if its key is waiting already."""
    for name, value in payload.items():
        if type(value) is not int:
            raise TypeError(f"{name} must be the number of a row: words and names stay out of the outbox")
    now = clock.now()
    values = {
        "kind": kind,
        "key": key,
        "payload": dict(payload),
        "created_at": now,
        "due_at": now,
        "attempts": 0,
    }
    on_postgresql = db.session.connection().dialect.name == "postgresql"
    insert = (postgresql.insert if on_postgresql else sqlite.insert)(OutboxRow).values(values)
    row_id = db.session.scalar(insert.on_conflict_do_nothing().returning(OutboxRow.id))
    if row_id is not None:
        db.session().info.setdefault(NEW, []).append(row_id)
    return row_id is not None


def is_due(row_id: int | None = None) -> bool:
    """Whether a row (or any) waits to be claimed: asked first, as claiming takes SQLite's write lock."""
    return db.session.scalar(_due(row_id).with_only_columns(OutboxRow.id)) is not None


def claim(row_id: int | None = None) -> Claim | None:
    """Claim a row, or whichever is due first; None when it is not due, done, or somebody else's."""
    row = db.session.scalar(_due(row_id).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.attempts += 1
    # A row that kills whoever touches it comes back ever more seldom, too.
    row.due_at = clock.now() + max(LEASE, _wait(row.attempts))
    db.session.flush()
    return Claim(row.id, row.kind, row.key, row.payload, row.attempts)


def finish(claim: Claim) -> bool:
    """Delete the row in the transaction that does its work; False if the claim has lapsed."""
    query = delete(OutboxRow).where(_is(claim)).returning(OutboxRow.id)
    return db.session.scalar(query) is not None


def put_off(claim: Claim, fault: str) -> None:
    """Note that an attempt failed, and by what kind of fault; the next one comes later."""
    values = {"due_at": clock.now() + _wait(claim.attempts), "fault": fault[:60]}
    db.session.execute(update(OutboxRow).where(_is(claim)).values(values))


def depth() -> int:
    """How many rows wait, those being worked on included."""
    return db.session.scalar(select(func.count()).select_from(OutboxRow)) or 0


def oldest() -> datetime | None:
    """Since when the row that waits longest has waited."""
    return db.session.scalar(select(func.min(OutboxRow.created_at)))


def failing() -> dict[str, int]:
    """How many rows of each kind have failed at least once and wait for their next attempt."""
    query = select(OutboxRow.kind, func.count()).where(OutboxRow.fault.is_not(None))
    return dict(db.session.execute(query.group_by(OutboxRow.kind)).all())


def _due(row_id: int | None) -> Select[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.due_at <= clock.now() + SKEW)
    if row_id is not None:
        query = query.where(OutboxRow.id == row_id)
    return query.order_by(OutboxRow.due_at, OutboxRow.id).limit(1)


def _is(claim: Claim) -> ColumnElement[bool]:
    return (OutboxRow.id == claim.id) & (OutboxRow.attempts == claim.attempts)


def _wait(attempts: int) -> timedelta:
    doublings = min(attempts - 1, 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
