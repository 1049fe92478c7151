"""A notice: an in-product message to one account."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id


class Notice(Base):
    """Something that concerns an account; it names what, and holds no copy of any text."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_account_order", "account_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flag.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
