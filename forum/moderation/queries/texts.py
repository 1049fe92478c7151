"""Finding the text that somebody wants to flag or a moderator wants to look at."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.access import Allowed, Viewer
from forum.discussion import policy as discussion
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.lib.ids import is_id

KINDS = {"post": "post", "p": "post", "reply": "reply", "r": "reply"}


def find_text(kind: str, public_id: str) -> Post | Reply | None:
    """A text by its kind and id, whoever asks: the callers' policies decide what comes of it."""
    if not is_id(public_id):
        return None
    if KINDS.get(kind) == "post":
        return db.session.scalar(select(Post).where(Post.public_id == public_id))
    if KINDS.get(kind) == "reply":
        query = select(Reply).options(joinedload(Reply.post)).where(Reply.public_id == public_id)
        return db.session.scalar(query)
    return None


def is_readable(viewer: Viewer, text: Post | Reply) -> bool:
    """Whether a viewer may read a text's words."""
    return isinstance(discussion.can_read_text(viewer, text), Allowed)
