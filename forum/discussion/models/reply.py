"""A reply, with its true parent and the path that puts it into reading order."""

from typing import ClassVar

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.discussion.models.post import Post
from forum.discussion.models.text import TextMixin
from forum.lib.db import Base

MAX_DEPTH = 50  # deeper chains are two people; Lemmy's bound
AWAITING, SET_ASIDE = text("visibility = 'awaiting'"), text("visibility = 'set_aside'")
PATH_BYTES = 4 * (MAX_DEPTH + 1)  # an ordinal takes one to four bytes, see placement


class Reply(TextMixin, Base):
    """A reply to a piece or to another reply.

    `path`, `ordinal` and `sequence` are given when the reply is first shown to everybody, so that
    neither order nor numbers betray what is held.
    """

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("persona_id", "submission_digest"),
        UniqueConstraint("post_id", "path"),
        Index("ix_reply_branch_order", "post_id", "branch_rank", "path"),
        Index(
            "ix_reply_sequence",
            "post_id",
            "sequence",
            unique=True,
            sqlite_where=text("sequence IS NOT NULL"),
            postgresql_where=text("sequence IS NOT NULL"),
        ),
        Index("ix_reply_persona_order", "persona_id", "visibility", "published_at", "id"),
        Index("ix_reply_post_persona_visibility", "post_id", "persona_id", "visibility"),
        # What the author of a piece decides about: a handful of rows among all of its replies.
        Index("ix_reply_awaiting", "post_id", "id", sqlite_where=AWAITING, postgresql_where=AWAITING),
        Index("ix_reply_set_aside", "post_id", "id", sqlite_where=SET_ASIDE, postgresql_where=SET_ASIDE),
    )
    kind: ClassVar[str] = "reply"

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    path: Mapped[bytes | None] = mapped_column(LargeBinary(PATH_BYTES))
    ordinal: Mapped[int | None]
    # Minus the ordinal of its top-level reply: "newest branch first" is then an ascending scan.
    branch_rank: Mapped[int | None]
    # The how-manieth of the conversation it was to be shown: tells what is new without telling times.
    sequence: Mapped[int | None]
    depth: Mapped[int]
    last_ordinal: Mapped[int] = mapped_column(default=0)  # of its own replies

    post: Mapped[Post] = relationship(lazy="select")
    parent: Mapped["Reply | None"] = relationship(remote_side="Reply.id", lazy="select")
