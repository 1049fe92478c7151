"""Exact limits that hold across processes: attempts are counted in the database, by hashed key.

A key is an HMAC under a salt that exists for one day, so that yesterday's rows tell nothing about
who came yesterday once their salt is destroyed (TRUST: rate-limit salts live 24 hours).
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

    The window is at most a day: older salts are gone. An attempt over the limit is not counted
    again, so that waiting always helps.
    """
    now = clock.now()
    _make_salt(now.date())
    keys = _keys(purpose, subject)
    _one_at_a_time(keys[0])
    spent = db.session.scalar(
        select(func.count())
        .select_from(ThrottleHit)
        .where(ThrottleHit.key.in_(keys), ThrottleHit.at > now - window)
    )
    if (spent or 0) >= limit:
        return False
    db.session.add(ThrottleHit(key=keys[0], at=now))
    db.session.flush()
    return True


def forget(purpose: str, subject: str) -> None:
    """Take back what `subject` has spent, for example after signing in with success."""
    db.session.execute(delete(ThrottleHit).where(ThrottleHit.key.in_(_keys(purpose, subject))))


def _make_salt(day: date) -> None:
    if db.session.get(DailySalt, day) is None:
        values = {"day": day, "salt": secrets.token_bytes(32)}
        insert = postgresql.insert if _on_postgresql() else sqlite.insert
        db.session.execute(insert(DailySalt).values(values).on_conflict_do_nothing())


def _keys(purpose: str, subject: str) -> list[str]:
    """The subject's keys under the salts that still exist, the newest first."""
    yesterday = clock.today() - timedelta(days=1)
    salts = db.session.scalars(
        select(DailySalt).where(DailySalt.day >= yesterday).order_by(DailySalt.day.desc())
    )
    message = f"{purpose}\0{subject}".encode("utf-8", "surrogatepass")
    return [hmac.new(row.salt, message, hashlib.sha256).hexdigest() for row in salts]


def _one_at_a_time(key: str) -> None:
    """On PostgreSQL, attempts with the same key wait for each other; SQLite has one writer anyway."""
    if _on_postgresql():
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(key[:15], 16)})


def _on_postgresql() -> bool:
    return db.session.connection().dialect.name == "postgresql"
