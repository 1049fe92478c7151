"""A notice: an in-product message to one account; and where somebody hears by mail that there is one."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, text
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
    MAIL_REFUSED = "mail_refused"  # the address one gave takes no mail
    ARCHIVE = "archive"  # of what one wrote, which one had asked for


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


class MailAddress(Base):
    """Where a member hears by mail that there is something to read here; found by a digest, kept encrypted.

    `told_through` is the newest notice that was told of, or that nothing was to be told of.
    """

    __tablename__ = "mail_address"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    refused_on: Mapped[date | None] = mapped_column(Date)
    code_digest: Mapped[str | None] = mapped_column(String(64))
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # until it is sent
    code_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_through: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # since when a mail waits to be sent
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last one, to the hour
    has_looked: Mapped[bool] = mapped_column(default=True)  # at the page of notices, since then
