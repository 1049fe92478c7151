"""Exact limits that hold across processes: attempts are counted in the database, by hashed key.

A key is an HMAC under a salt that exists for one day, so that yesterday's rows tell nothing about
who came yesterday once their salt is destroyed.
"""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

from sqlalchemy import Date, LargeBinary, String, delete, func, select, text
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


def allow(purpose: str, subject: str, limit: int, window: timedelta) -> bool:
    """Count one attempt of `subject` and say whether it stays within `limit` per `window`.

    Counting begins anew with each day's salt. An attempt over the limit is not counted again, so
    that waiting always helps.
    """
    key = _key(purpose, subject)
    _one_at_a_time(key)
    spent = db.session.scalar(
        select(func.count())
        .select_from(ThrottleHit)
        .where(ThrottleHit.key == key, ThrottleHit.at > clock.now() - window)
    )
    if (spent or 0) >= limit:
        return False
    db.session.add(ThrottleHit(key=key, at=clock.now()))
    db.session.flush()
    return True


def forget(purpose: str, subject: str) -> None:
    """Take back what `subject` has spent, for example after signing in with success."""
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.key == _key(purpose, subject)))


def _key(purpose: str, subject: str) -> str:
    message = f"{purpose}\0{subject}".encode("utf-8", "surrogatepass")
    return hmac.new(_salt_of(clock.today()), message, hashlib.sha256).hexdigest()


def _salt_of(day: date) -> bytes:
    """The day's salt; of two processes that make one at once, the first one's counts."""
    query = select(DailySalt.salt).where(DailySalt.day == day)
    salt = db.session.scalar(query)
    if salt is None:
        values = {"day": day, "salt": secrets.token_bytes(32)}
        insert = postgresql.insert if _on_postgresql() else sqlite.insert
        db.session.execute(insert(DailySalt).values(values).on_conflict_do_nothing())
        salt = db.session.scalars(query).one()
    return salt


def _one_at_a_time(key: str) -> None:
    """On PostgreSQL, attempts with the same key wait for each other; SQLite has one writer anyway."""
    if _on_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(key[:15], 16)})


def _on_postgresql() -> bool:
    return db.session.connection().dialect.name == "postgresql"
