"""What a piece and a reply have in common: who wrote it, its source and HTML, and its state."""

from datetime import datetime
from enum import StrEnum

from markupsafe import Markup
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from forum.accounts.models import Persona
from forum.lib.db import UtcDateTime
from forum.lib.ids import LENGTH, new_id
from forum.markup import RenderedHtml


class Visibility(StrEnum):
    """The one state of a text that every list, count and page obeys."""

    PUBLISHED = "published"
    HELD = "held"  # waits for a moderator; never shown before
    HIDDEN = "hidden"  # shown before, waits for a moderator after flags
    REMOVED = "removed"  # by a moderator's decision
    WITHDRAWN = "withdrawn"  # by its author
    AWAITING = "awaiting"  # a reply that the piece's author wants to read first; never shown before
    SET_ASIDE = "set_aside"  # a reply that the piece's author has hidden beneath their piece


class TextMixin:
    """Columns of a written text; `visibility` is the fast copy of the records in `marks`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_id)
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[Markup] = mapped_column(RenderedHtml)
    markup_version: Mapped[int]
    visibility: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)
    submission_digest: Mapped[str | None] = mapped_column(String(64))

    @declared_attr
    def persona_id(cls) -> Mapped[int]:
        """Whoever wrote a text is stored with it, never derived when it is shown."""
        return mapped_column(ForeignKey("persona.id"))

    @declared_attr
    def persona(cls) -> Mapped[Persona]:
        """The pen name under which the text was written."""
        # Unnested: within an outer join, SQLite would first join the whole tables.
        return relationship(Persona, lazy="joined", innerjoin="unnested")  # type: ignore[arg-type]  # documented

    @property
    def is_published(self) -> bool:
        """Whether everybody who may read its place may read the text."""
        return self.visibility == Visibility.PUBLISHED

    @property
    def dated(self) -> datetime:
        """The moment it bears: when it was first shown to everybody or, until then, when it was written."""
        return self.published_at or self.created_at
