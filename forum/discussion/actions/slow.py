"""Slow a conversation down for a while."""

from datetime import datetime

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post
from forum.lib.db import db, writing


@writing()
def slow(viewer: Viewer, post: Post, minutes: int, until: datetime) -> None:
    """Have everybody wait so many minutes between two replies beneath a piece, until a moment comes."""
    require(policy.can_moderate_text(viewer, post))
    visibility.lock(post)
    post.slow_minutes = minutes
    post.slow_until = until
    db.session.flush()
