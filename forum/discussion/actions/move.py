"""Move a piece to another space."""

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post, Space
from forum.lib.db import db, writing


@writing()
def move(viewer: Viewer, post: Post, space: Space) -> None:
    """Put a piece, with its conversation, into another space that the viewer may see."""
    require(policy.can_moderate_text(viewer, post))
    require(policy.can_read_space(viewer, space))
    visibility.lock(post)
    post.space = space
    db.session.flush()
