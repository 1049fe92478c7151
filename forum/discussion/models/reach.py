"""Whom members keep away: one person for an account, or all visitors for a pen name."""

from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Persona
from forum.lib.db import Base
from forum.lib.ids import LENGTH, new_id


class VisitorsKeptOut(Base):
    """The pieces of a pen name are for members only, all at once, whatever each is for by itself."""

    __tablename__ = "visitors_kept_out"

    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"), primary_key=True)


class BlockKind(StrEnum):
    """How far somebody is kept away."""

    BLOCK = "block"  # cannot reply beneath what one wrote, nor have one told of anything
    MUTE = "mute"  # folded for oneself, and no notices; they can do all they could


class Block(Base):
    """One account keeps the person behind a pen name away.

    What it bars holds between the accounts; what is shown of it, to the one who made it, is about the
    pen name that they chose alone, so that no page tells which names belong together.
    """

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("account_id", "persona_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    # Of the name that was chosen: a list that followed a change of name would betray it.
    name_digest: Mapped[str] = mapped_column(String(64))

    persona: Mapped[Persona] = relationship()
