"""Exact limits that hold across processes: attempts are counted in the database, by hashed key.

A key is an HMAC under a salt that exists for one day, so that yesterday's rows tell nothing about
who came yesterday once their salt is destroyed.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Date,
    Integer,
    LargeBinary,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib import clock
from forum.lib.db import Base, UtcDateTime, db


class DailySalt(Base):
    """The random salt of one day's throttle keys."""

    __tablename__ = "daily_salt"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(32))


class ThrottleHit(Base):
    """One attempt that counts towards a limit."""

    __tablename__ = "throttle_hit"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


# Each is asked with every text that is sent, so they are made once.
_SALT = select(DailySalt.salt).where(DailySalt.day == bindparam("day"))
_SPENT = (
    select(func.count())
    .select_from(ThrottleHit)
    .where(ThrottleHit.key == bindparam("key"), ThrottleHit.at > bindparam("since"))
)
_TAKE = (
    insert(ThrottleHit)
    .from_select(
        ["key", "at"],
        select(bindparam("key", type_=String), bindparam("at", type_=UtcDateTime)).where(
            _SPENT.scalar_subquery() < bindparam("most", type_=Integer)
        ),
    )
    .returning(ThrottleHit.id)
)
_WAIT = text("SELECT pg_advisory_xact_lock(:key)")


@dataclass(frozen=True)
class Turn:
    """The attempts of one subject, which nobody else counts while this transaction lasts."""

    key: str

    def take(self, limit: int, window: timedelta) -> bool:
        """Count one attempt and say whether it stays within `limit` per `window`."""
        now = clock.now()
        values = {"key": self.key, "at": now, "since": now - window, "most": limit}
        return db.session.connection().execute(_TAKE, values).scalar() is not None

    def is_spent(self, limit: int, window: timedelta) -> bool:
        """Whether `take` would say no just now; counts nothing."""
        return (db.session.scalar(_SPENT, {"key": self.key, "since": clock.now() - window}) or 0) >= limit


def allow(purpose: str, subject: str, limit: int, window: timedelta) -> bool:
    """Count one attempt of `subject` and say whether it stays within `limit` per `window`.

    Counting begins anew with each day's salt. An attempt over the limit is not counted again, so
    that waiting always helps.
    """
    return turn(purpose, subject).take(limit, window)


def turn(purpose: str, subject: str) -> "Turn":
    """Have others who make the same attempt wait until this transaction ends."""
    key = _key(purpose, _salt_of(clock.today()), subject)
    if _on_postgresql():  # SQLite has one writer anyway
        db.session.connection().execute(_WAIT, {"key": int(key[:15], 16)})
    return Turn(key)


def is_spent(purpose: str, subject: str, limit: int, window: timedelta) -> bool:
    """Whether `allow` would say no just now; counts nothing and needs no lock."""
    salt = db.session.connection().execute(_SALT, {"day": clock.today()}).scalar()
    return salt is not None and Turn(_key(purpose, salt, subject)).is_spent(limit, window)


def forget(purpose: str, subject: str) -> None:
    """Take back what `subject` has spent, for example after signing in with success."""
    key = _key(purpose, _salt_of(clock.today()), subject)
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.key == key))


def _key(purpose: str, salt: bytes, subject: str) -> str:
    message = f"{purpose}\0{subject}".encode("utf-8", "surrogatepass")
    return hmac.new(salt, message, hashlib.sha256).hexdigest()


def _salt_of(day: date) -> bytes:
    """The day's salt; of two processes that make one at once, the first one's counts."""
    salt = db.session.connection().execute(_SALT, {"day": day}).scalar()
    if salt is None:
        values = {"day": day, "salt": secrets.token_bytes(32)}
        upsert = postgresql.insert if _on_postgresql() else sqlite.insert
        db.session.execute(upsert(DailySalt).values(values).on_conflict_do_nothing())
        salt = db.session.scalars(_SALT, {"day": day}).one()
    return bytes(salt)


def _on_postgresql() -> bool:
    return db.session.connection().dialect.name == "postgresql"
