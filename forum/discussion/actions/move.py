"""Move a piece to another space."""

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post, Space
from forum.lib.db import db, writing


@writing()
def move(viewer: Viewer, post: Post, space: Space) -> None:
    """Put a piece, with its conversation, into another space that the viewer may see.

    What its readers had to be before they have to be there, too: moving opens no gate.
    """
    require(policy.can_moderate_text(viewer, post))
    require(policy.can_read_space(viewer, space))
    visibility.lock(post)
    post.age_min = post.effective_age
    post.space = space
    db.session.flush()
