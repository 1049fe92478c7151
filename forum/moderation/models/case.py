"""A case: everything about one text or one person that waits for a moderator, as one item."""

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account, Persona
from forum.discussion.models import Post, Reply
from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id

if TYPE_CHECKING:
    from forum.moderation.models.appeal import Appeal
    from forum.moderation.models.decision import Decision
    from forum.moderation.models.desk import CasePass
    from forum.moderation.models.flag import Flag

OPEN = text("state = 'open' AND origin <> 'appeal'")  # an appeal waits beside what else is open

ESCALATED = text("escalated_at IS NOT NULL")


class CaseOrigin(StrEnum):
    """What brought a case to the moderators first."""

    HELD = "held"
    FLAGS = "flags"
    OWN = "own"
    APPEAL = "appeal"


class CaseState(StrEnum):
    """Whether a case waits, has been decided, or needs no decision any more."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"  # the author took the text back before anybody had to decide


class Case(Base):
    """One item of the queue.

    `version` grows with each change that whoever decides must have seen: the text, its being
    withdrawn, a more serious reason, a decision.
    """

    __tablename__ = "case"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN post_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN reply_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN persona_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_subject",
        ),
        Index(
            "uq_case_open_post",
            "post_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_case_open_reply",
            "reply_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "uq_case_open_persona",
            "persona_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_case_origin", "state", "origin", "priority", "score_rank", "opened_at", "id"),
        Index("ix_case_decided", "state", "decided_at", "id"),
        Index("ix_case_claimed", "claimed_by_id", "state", "priority", "score_rank", "opened_at", "id"),
        Index(
            "ix_case_escalated",
            *("state", "priority", "score_rank", "opened_at", "id"),
            sqlite_where=ESCALATED,
            postgresql_where=ESCALATED,
        ),
        Index("ix_case_queue", "state", "priority", "score_rank", "opened_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    origin: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=CaseState.OPEN)
    priority: Mapped[int] = mapped_column(SmallInteger)
    # Minus the score of its flags: "most serious first" is then an ascending scan.
    score_rank: Mapped[float] = mapped_column(Float, default=0.0)
    is_watched: Mapped[bool] = mapped_column(default=False)  # it has a phrase of the operator's watch list
    version: Mapped[int] = mapped_column(default=1)  # what a moderator saw when they decided
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a moderator asked the administrators
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its time had run out

    post: Mapped[Post | None] = relationship()
    reply: Mapped[Reply | None] = relationship()
    persona: Mapped[Persona | None] = relationship()
    claimed_by: Mapped[Account | None] = relationship()
    flags: Mapped[list["Flag"]] = relationship(back_populates="case", order_by="Flag.id")
    passes: Mapped[list["CasePass"]] = relationship(order_by="CasePass.id")
    appeal: Mapped["Appeal | None"] = relationship(back_populates="case")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="case", order_by="Decision.id")

    @property
    def text(self) -> Post | Reply | None:
        """The text the case is about, or None when it is about a person."""
        return self.post if self.post_id is not None else self.reply
