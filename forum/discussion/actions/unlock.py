"""Let people reply again where a conversation or a branch was closed."""

from forum.access import Viewer, require
from forum.discussion import states, tending, visibility
from forum.discussion.models import LockedBy, Post, Reply
from forum.lib.db import writing


@writing()
def unlock(viewer: Viewer, text: Post | Reply, locked_by: LockedBy) -> None:
    """Lift the lock that somebody of the same role put over a piece or a reply; the other role's stays."""
    require(tending.can_lock(viewer, text, locked_by))
    visibility.lock(text)
    states.lift_locks(text, locked_by)
