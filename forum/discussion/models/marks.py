"""The records behind a text's state, held, removed, withdrawn or set aside; locks, and earlier versions."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from forum.discussion.models.post import Post
from forum.discussion.models.reply import Reply
from forum.lib.db import Base, UtcDateTime
from forum.lib.ids import LENGTH, new_id


class AboutText:
    """Columns of a record about exactly one text: a piece or a reply."""

    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr
    def post_id(cls) -> Mapped[int | None]:
        """The piece it is about, or None."""
        return mapped_column(ForeignKey("post.id"), index=True)

    @declared_attr
    def reply_id(cls) -> Mapped[int | None]:
        """The reply it is about, or None."""
        return mapped_column(ForeignKey("reply.id"), index=True)

    @declared_attr
    def post(cls) -> Mapped[Post | None]:
        """The piece it is about, or None."""
        return relationship(Post)

    @declared_attr
    def reply(cls) -> Mapped[Reply | None]:
        """The reply it is about, or None."""
        return relationship(Reply)

    @property
    def text(self) -> Post | Reply:
        """The text it is about."""
        about = self.post if self.post_id is not None else self.reply
        if about is None:
            raise LookupError("a record about no text")
        return about


ONE_TEXT = "(post_id IS NULL) <> (reply_id IS NULL)"


class Waits(StrEnum):
    """For whom a held text waits."""

    MODERATORS = "moderators"
    AUTHOR = "author"  # of the piece, who wants to read replies first


class Hold(AboutText, Base):
    """A text waits for somebody to read it before everybody sees it, or again after flags."""

    __tablename__ = "hold"
    __table_args__ = (CheckConstraint(ONE_TEXT, name="one_text"),)

    waits_for: Mapped[str] = mapped_column(String(10), default=Waits.MODERATORS)
    reason: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Removal(AboutText, Base):
    """A moderator took a text out of the conversation; the decision has the reasons."""

    __tablename__ = "removal"
    __table_args__ = (CheckConstraint(ONE_TEXT, name="one_text"),)

    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    rule_number: Mapped[int | None] = mapped_column(SmallInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Withdrawal(AboutText, Base):
    """An author took their own text back."""

    __tablename__ = "withdrawal"
    __table_args__ = (CheckConstraint(ONE_TEXT, name="one_text"),)

    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SetAside(Base):
    """The author of a piece hid a reply beneath it; its writer keeps a copy for a while."""

    __tablename__ = "set_aside"

    id: Mapped[int] = mapped_column(primary_key=True)
    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LockedBy(StrEnum):
    """Whose lock it is: neither undoes the other's."""

    AUTHOR = "author"  # a freeze, or a pause with an end
    MODERATOR = "moderator"


class Lock(Base):
    """No more replies: to a whole conversation, or beneath one reply and what answers it."""

    __tablename__ = "conversation_lock"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)  # the branch, or all
    locked_by: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    post: Mapped[Post] = relationship(Post)
    reply: Mapped[Reply | None] = relationship(Reply)


class Disowning(AboutText, Base):
    """An author has taken their name off a text; while the row is there they can put it on again."""

    __tablename__ = "disowning"
    __table_args__ = (CheckConstraint(ONE_TEXT, name="one_text"),)

    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    persona_id: Mapped[int] = mapped_column(ForeignKey("persona.id"), index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Revision(AboutText, Base):
    """An earlier version of a text, kept so that moderators can see what was said when."""

    __tablename__ = "revision"
    __table_args__ = (CheckConstraint(ONE_TEXT, name="one_text"),)

    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)
