"""What a member has been shown of a conversation, so that what is new can be marked."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime


class Visit(Base):
    """One member's memory of one conversation; nobody else is ever shown it.

    `seen_…` is all that was on a page they opened, `old_…` what that was when the present sitting
    began: whatever is in neither of the latter is marked as new. `forum/discussion/sitting.py` says how
    the numbers are meant. Moments are kept only while they are needed, else the day.
    """

    __tablename__ = "visit"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    opened_on: Mapped[date] = mapped_column(Date)
    sitting_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_through: Mapped[int]
    seen_beyond: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    old_through: Mapped[int]
    old_beyond: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
