"""What is kept of an account's answer to the question of age: the answer, never a birth date."""

from datetime import date

from sqlalchemy import Date, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base


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
