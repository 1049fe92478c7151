"""A flag: somebody asks a moderator to look, with a reason, words and the text as they saw it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Float, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Persona
from forum.lib.db import Base, SealedText, UtcDateTime
from forum.lib.ids import LENGTH, new_id
from forum.moderation.models.case import Case

ONCE = text("persona_id IS NOT NULL AND outcome IS NULL")


class FlagOutcome(StrEnum):
    """What came of a flag."""

    AGREED = "agreed"
    DISAGREED = "disagreed"
    READ = "read"  # a worry about a person, which no decision on a text can answer


class Flag(Base):
    """One flag; the words are encrypted, the evidence is frozen, a visitor's has no persona."""

    __tablename__ = "flag"
    __table_args__ = (
        Index(
            "uq_flag_waiting",
            "case_id",
            "persona_id",
            unique=True,
            sqlite_where=ONCE,
            postgresql_where=ONCE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(SealedText("flag words"))
    seen_title: Mapped[str | None] = mapped_column(String(200))
    seen_text: Mapped[str] = mapped_column(Text)
    seen_parent: Mapped[str | None] = mapped_column(Text)
    seen_revision: Mapped[int]
    flagged_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    score: Mapped[float] = mapped_column(Float, default=0.0)  # what it adds to its case's, once it counts
    # A flag on a text that was just approved counts later; None once it counts.
    counts_from: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    outcome: Mapped[str | None] = mapped_column(String(10))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="flags")
    persona: Mapped[Persona | None] = relationship()
