"""A piece: an essay or a question with a conversation beneath it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum.access import AgeLevel
from forum.discussion.models.space import Space
from forum.discussion.models.text import TextMixin
from forum.lib.db import Base, UtcDateTime


class Audience(StrEnum):
    """For whom a piece is."""

    EVERYONE = "everyone"
    MEMBERS = "members"


class RepliesWanted(StrEnum):
    """What kind of replies the author asks for."""

    ANY = "any"
    SUPPORT = "support"
    ADVICE = "advice"
    DEBATE = "debate"
    NONE = "none"


class WhoMayReply(StrEnum):
    """Who may reply beneath a piece, by its author's wish."""

    MEMBERS = "members"
    ANSWERED = "answered"  # people to whom the author has replied
    NOBODY = "nobody"


class ApproveFirst(StrEnum):
    """Which replies the author wants to read before they are shown."""

    OFF = "off"
    FIRST = "first"  # each person's first reply beneath the piece
    ALL = "all"


class Post(TextMixin, Base):
    """A piece in a space; counters cover only what everybody may see."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("persona_id", "submission_digest"),
        Index("ix_post_space_order", "space_id", "visibility", "published_at", "id"),
        Index("ix_post_front_order", "visibility", "published_at", "id"),
        Index("ix_post_age_min", "age_min"),  # whether anything here asks for a proof, with every 404
        Index("ix_post_persona_order", "persona_id", "visibility", "published_at", "id"),
    )
    kind: ClassVar[str] = "post"

    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    title: Mapped[str] = mapped_column(String(200))
    excerpt: Mapped[str] = mapped_column(String(400), default="")
    content_notes: Mapped[str] = mapped_column(String(200), default="")
    replies_wanted: Mapped[str] = mapped_column(String(10), default=RepliesWanted.ANY)
    audience: Mapped[str] = mapped_column(String(10), default=Audience.EVERYONE)
    # What it is for once its author hides their pieces from visitors no more; None while they do not.
    audience_else: Mapped[str | None] = mapped_column(String(10))
    age_min: Mapped[int] = mapped_column(SmallInteger, default=AgeLevel.NONE)
    required_notes: Mapped[str] = mapped_column(
        String(200), default=""
    )  # by a moderator; its author keeps them
    who_may_reply: Mapped[str] = mapped_column(String(10), default=WhoMayReply.MEMBERS)
    approve_first: Mapped[str] = mapped_column(String(10), default=ApproveFirst.OFF)
    locks: Mapped[int] = mapped_column(default=0)  # standing ones; a page with none need not ask for them
    slow_minutes: Mapped[int | None]  # between two replies of one person, by a moderator's decision
    slow_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_count: Mapped[int] = mapped_column(default=0)
    last_ordinal: Mapped[int] = mapped_column(default=0)  # of its top-level replies
    last_sequence: Mapped[int] = mapped_column(default=0)  # of all its replies
    last_reply_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Unnested as TextMixin.persona is.
    space: Mapped[Space] = relationship(lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]  # documented

    @property
    def effective_age(self) -> AgeLevel:
        """The level a reader needs: a piece may only raise what its space asks for."""
        return AgeLevel(max(self.age_min, self.space.age_min))

    @property
    def wished_audience(self) -> str:
        """For whom its author wrote it, be it hidden from visitors with all of theirs or not."""
        return self.audience_else or self.audience

    @property
    def notes(self) -> str:
        """What a reader should know before they read: the author's notes, and those a moderator required."""
        return ", ".join(notes for notes in (self.content_notes, self.required_notes) if notes)

    @property
    def takes_replies(self) -> bool:
        """Whether the author asks for replies at all."""
        return self.replies_wanted != RepliesWanted.NONE and self.who_may_reply != WhoMayReply.NOBODY
