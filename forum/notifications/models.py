"""A notice: an in-product message to one account."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.discussion.models import Post, Reply
from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id
from forum.moderation.models import Decision, Flag

UNREAD = text("read_at IS NULL")


class NoticeKind(StrEnum):
    """What a notice is about."""

    REPLY_TO_YOU = "reply_to_you"
    UNDER_YOUR_PIECE = "under_your_piece"
    MENTION = "mention"
    STATEMENT = "statement"  # a decision on one's own text, on oneself, or on one's appeal
    APPEAL_QUESTION = "appeal_question"  # of whoever decides one's appeal
    ENDED = "ended"  # a warning, a limit or a suspension of one's own
    OUTCOME = "outcome"  # what came of one's flag
    OVERDUE = "overdue"  # to moderators: cases that should have been read by now
    HIDDEN = "hidden"  # one's text, after flags, until a moderator has looked
    REVEALED = "revealed"  # moderators looked up who had sent one's flag
    WAITS_FOR_YOU = "waits_for_you"  # replies beneath one's piece, which one wants to read first
    LET_THROUGH = "let_through"  # one's reply, by the author of the piece
    SET_ASIDE = "set_aside"  # one's reply, by the author of the piece


class Notice(Base):
    """Something that concerns an account; it names what, and holds no copy of any text."""

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_account_order", "account_id", "id"),
        Index("ix_notice_unread", "account_id", sqlite_where=UNREAD, postgresql_where=UNREAD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"), index=True)
    flag_id: Mapped[int | None] = mapped_column(ForeignKey("flag.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    post: Mapped[Post | None] = relationship()
    reply: Mapped[Reply | None] = relationship()
    decision: Mapped[Decision | None] = relationship()
    flag: Mapped[Flag | None] = relationship()
