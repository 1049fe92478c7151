"""Put a content note on somebody's piece."""

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post
from forum.lib.db import db, writing


@writing()
def require_note(viewer: Viewer, post: Post, note: str) -> None:
    """Show a note above a piece beside its author's own, who cannot take it off; "" takes it off."""
    require(policy.can_moderate_text(viewer, post))
    visibility.lock(post)
    post.required_notes = note
    db.session.flush()
