"""An appeal: whoever a decision concerns asks for another moderator's."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.lib.db import Base, SealedText, UtcDateTime
from forum.moderation.models.case import Case
from forum.moderation.models.decision import Decision


class Appeal(Base):
    """One appeal against one decision, with one question and one answer; its case waits in the queue."""

    __tablename__ = "appeal"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    words: Mapped[str] = mapped_column(SealedText("appeal words"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)  # both sides see it
    question: Mapped[str | None] = mapped_column(SealedText("appeal question"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(SealedText("appeal answer"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    decision: Mapped[Decision] = relationship()
    case: Mapped[Case] = relationship(back_populates="appeal")
