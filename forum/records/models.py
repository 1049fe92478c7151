"""A worksheet as it was signed; it is never changed, and the next one stands beside it."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib import ids
from forum.lib.db import Base


class WorksheetRecord(Base):
    """One signed worksheet: the operator's paper, of whom it holds no more than what they sign as."""

    __tablename__ = "worksheet_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(11), unique=True, default=ids.new_id)
    kind: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(SmallInteger)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # with the questions as they were shown
    signed_as: Mapped[str] = mapped_column(String(80))
    signed_on: Mapped[date] = mapped_column(Date)
    review_on: Mapped[date] = mapped_column(Date)
