"""Who passed what on, what they are spared, how much a day, and what is watched."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime


class CasePass(Base):
    """A moderator left a case to the others, and need not say why."""

    __tablename__ = "case_pass"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SparedReason(Base):
    """A reason for flags that a moderator would rather not read."""

    __tablename__ = "spared_reason"
    __table_args__ = (UniqueConstraint("account_id", "reason"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(20))


class DailyCap(Base):
    """After how many cases a day a moderator wants to be told that it is enough."""

    __tablename__ = "daily_cap"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    cases: Mapped[int] = mapped_column(SmallInteger)


class WatchPhrase(Base):
    """A phrase by which the operator sorts the queue; it never holds or blocks a text."""

    __tablename__ = "watch_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase: Mapped[str] = mapped_column(String(80), unique=True)
    added_on: Mapped[date] = mapped_column(Date)
