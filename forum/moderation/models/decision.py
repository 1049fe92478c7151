"""A decision with its reasons, in the fields of Article 17(3) of the Digital Services Act, and the log."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, Date, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.accounts.models import Account
from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id
from forum.moderation.models.case import Case
from forum.moderation.models.two_keys import ConflictOverride


class DecisionAction(StrEnum):
    """What was decided about a text, a conversation, a person or an appeal."""

    APPROVE = "approve"
    REMOVE = "remove"
    RESTORE = "restore"
    LOCK = "lock"
    UNLOCK = "unlock"
    SLOW = "slow"
    MOVE = "move"
    REQUIRE_NOTE = "require_note"
    WARN = "warn"
    LIMIT = "limit"
    SUSPEND = "suspend"
    BAN = "ban"
    LIFT = "lift"
    CARE = "care"  # a kind word to somebody whom others worry about; it decides nothing
    DISMISS = "dismiss"  # a case about a person that needs nothing
    UPHOLD = "uphold"  # an appeal failed: the decision stays
    REVERSE = "reverse"  # an appeal succeeded: the decision is undone


class DecisionSource(StrEnum):
    """What made the moderators look (Art. 17(3)(b))."""

    FLAG = "flag"
    OWN_INITIATIVE = "own_initiative"
    ORDER = "order"


class Decision(Base):
    """One decision; the author's statement and the log are made from it."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    subject_persona_id: Mapped[int | None] = mapped_column(ForeignKey("persona.id"), index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_as: Mapped[str] = mapped_column(String(20))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    action: Mapped[str] = mapped_column(String(20))
    text_revision: Mapped[int | None]  # the version of the text that was decided on
    visibility: Mapped[str | None] = mapped_column(String(10))
    account_restriction: Mapped[str | None] = mapped_column(String(20))
    service_restriction: Mapped[str | None] = mapped_column(String(20))
    in_force_from: Mapped[datetime] = mapped_column(UtcDateTime)
    in_force_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    facts: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(16))
    automated_detection: Mapped[bool] = mapped_column(default=False)
    automated_decision: Mapped[bool] = mapped_column(default=False)
    rule_number: Mapped[int | None] = mapped_column(SmallInteger)
    rule_version: Mapped[int | None] = mapped_column(SmallInteger)
    law: Mapped[str | None] = mapped_column(String(200))
    reasons: Mapped[str] = mapped_column(Text)
    redress: Mapped[str] = mapped_column(String(20))
    redress_until: Mapped[date | None] = mapped_column(Date)
    details: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # where to, how long, which note
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # the second key
    overturns_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    override_id: Mapped[int | None] = mapped_column(ForeignKey("conflict_override.id"), index=True)

    case: Mapped[Case] = relationship(back_populates="decisions")
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    overturns: Mapped["Decision | None"] = relationship(remote_side="Decision.id")
    override: Mapped[ConflictOverride | None] = relationship()


class Redress(StrEnum):
    """How somebody can have a decision looked at again."""

    WRITE_TO_US = "write_to_us"  # to the people who run the place, where nothing was decided against anybody
    APPEAL = "appeal"  # another moderator decides


class LogEntry(Base):
    """One line of the public log: no text, and no name but that of somebody who was banned."""

    __tablename__ = "log_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"), index=True)
    on: Mapped[date] = mapped_column(Date, index=True)
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    pen_name: Mapped[str | None] = mapped_column(String(60))  # of somebody who was banned, nobody else's
    rule_number: Mapped[int | None] = mapped_column(SmallInteger)
    rule_version: Mapped[int | None] = mapped_column(SmallInteger)
