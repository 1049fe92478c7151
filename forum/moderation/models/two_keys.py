"""What one moderator may not do alone: proposals, overrides of the conflict guard, reveals of a flagger."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id
from forum.moderation.models.case import Case
from forum.moderation.models.flag import Flag

WAITING = text("state = 'waiting'")


class ProposalState(StrEnum):
    """Whether the second key was turned."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    OUTDATED = "outdated"  # the case changed or was decided meanwhile


class Proposal(Base):
    """The first key: a decision that somebody wrote and another moderator must confirm; one a case."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(
            "uq_proposal_waiting",
            "case_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    case_version: Mapped[int]
    verdict: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=ProposalState.WAITING)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship()
    proposed_by: Mapped[Account | None] = relationship(foreign_keys=[proposed_by_id])


class ConflictOverride(Base):
    """A moderator went past the conflict guard in an emergency; another one reviews it."""

    __tablename__ = "conflict_override"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    conflict: Mapped[str] = mapped_column(String(30))  # what the guard had refused for
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship()


class Reveal(Base):
    """Two moderators looked up who sent a flag; whom it concerns is told after 30 days."""

    __tablename__ = "reveal"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    flag: Mapped[Flag] = relationship()
