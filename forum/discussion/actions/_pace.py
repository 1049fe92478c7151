"""How often somebody may write in a conversation that a moderator has slowed down."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from forum.access import Viewer
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db


def next_turn(viewer: Viewer, text: Post | Reply) -> datetime | None:
    """When the viewer may send a new text; None where it is now.

    The piece's row, which has just been read anew, says whether it is slowed down, so elsewhere nothing
    is asked.
    """
    if not isinstance(text, Reply):
        return None
    post, now = text.post, clock.now()
    if not post.slow_minutes or post.slow_until is None or post.slow_until <= now:
        return None
    mine = (Reply.post_id == post.id, Reply.persona_id == viewer.persona_id)
    last = db.session.scalar(select(func.max(Reply.created_at)).where(*mine))
    if last is None:
        return None
    turn: datetime = min(last + timedelta(minutes=post.slow_minutes), post.slow_until)
    return turn if turn > now else None
