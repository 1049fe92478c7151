"""What an author has sent and a moderator has not read yet."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import defer

from forum.access import Viewer
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import db

MOST_SHOWN = 20  # a newcomer has two; more wait only when moderators are away


def own_replies(viewer: Viewer) -> Sequence[Reply]:
    """The viewer's own replies that wait for a moderator, newest first, under pieces that are there."""
    if viewer.persona_id is None:
        return []
    query = select(Reply).join(Reply.post).options(defer(Reply.source))
    query = query.where(
        Reply.persona_id == viewer.persona_id,
        Reply.visibility == Visibility.HELD,
        Post.visibility == Visibility.PUBLISHED,
    )
    return db.session.scalars(query.order_by(Reply.id.desc()).limit(MOST_SHOWN)).all()
