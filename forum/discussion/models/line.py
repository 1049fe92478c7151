"""A reply as a page of hundreds reads it: plain values, which no database session watches."""

from datetime import datetime
from typing import NamedTuple

from markupsafe import Markup

from forum.discussion.models.post import Post
from forum.discussion.models.reply import Reply
from forum.discussion.models.text import Visibility


class ReplyLine(NamedTuple):
    """One reply with its author's name; policies take it for the reply.

    Hundreds of entities cost more than the page that shows them: see docs/decisions/rendering-speed.md.
    """

    post: Post
    id: int
    public_id: str
    parent_id: int | None
    persona_id: int
    path: bytes | None
    depth: int
    ordinal: int | None
    sequence: int | None
    visibility: str
    dated: datetime
    is_edited: bool
    html: Markup
    pen_name: str
    identicon_seed: str

    @property
    def is_published(self) -> bool:
        """Whether everybody who may read its place may read the text."""
        return self.visibility == Visibility.PUBLISHED

    @classmethod
    def of(cls, reply: Reply) -> "ReplyLine":
        """The line of a reply that is at hand."""
        return cls(
            reply.post,
            reply.id,
            reply.public_id,
            reply.parent_id,
            reply.persona_id,
            reply.path,
            reply.depth,
            reply.ordinal,
            reply.sequence,
            reply.visibility,
            reply.dated,
            reply.edited_at is not None,
            reply.html,
            reply.persona.pen_name,
            reply.persona.identicon_seed,
        )
