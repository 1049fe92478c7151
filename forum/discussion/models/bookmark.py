"""What a member keeps to find it again; nobody else is shown it, nor how many did."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.discussion.models.marks import ONE_TEXT
from forum.discussion.models.post import Post
from forum.discussion.models.reply import Reply
from forum.lib.db import Base
from forum.lib.ids import LENGTH, new_id


class Bookmark(Base):
    """One account keeps one piece or one reply; it holds no copy of the text and no moment."""

    __tablename__ = "bookmark"
    __table_args__ = (
        CheckConstraint(ONE_TEXT, name="one_text"),
        UniqueConstraint("account_id", "post_id"),
        UniqueConstraint("account_id", "reply_id"),
        Index("ix_bookmark_account_order", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), index=True)

    post: Mapped[Post | None] = relationship()
    reply: Mapped[Reply | None] = relationship()
