"""What is kept of answers to the question of age: the answer, never a birth date."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime


class AgeAnswer(Base):
    """One account's age level: how, when and under which policy it was answered, and nothing else."""

    __tablename__ = "age_answer"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger)
    method: Mapped[str] = mapped_column(String(20))
    provider_key: Mapped[str | None] = mapped_column(String(40))
    answered_on: Mapped[date] = mapped_column(Date)
    policy_version: Mapped[int]
    expires_on: Mapped[date | None] = mapped_column(Date)
    revoked_reason: Mapped[str | None] = mapped_column(String(60))


class AgeCeremony(Base):
    """Somebody is about to prove their age: what ties the answer to the browser that asked, for five minutes.

    What a method needs besides is derived from the ceremony's state, which only digests are kept of.
    """

    __tablename__ = "age_ceremony"

    id: Mapped[int] = mapped_column(primary_key=True)
    state_digest: Mapped[str] = mapped_column(String(64), unique=True)
    browser_digest: Mapped[str] = mapped_column(String(64))
    code_digest: Mapped[str | None] = mapped_column(String(64))
    method: Mapped[str] = mapped_column(String(20))
    way: Mapped[str] = mapped_column(String(10))
    attempt_key: Mapped[str] = mapped_column(String(64))  # counts a failure, under the salt of the day
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(10))
    provider_key: Mapped[str | None] = mapped_column(String(40))
