"""Close a conversation, or one of its branches, to replies: for good, or for a while."""

from datetime import datetime

from forum.access import Viewer, require
from forum.discussion import states, tending, visibility
from forum.discussion.models import Lock, LockedBy, Post, Reply
from forum.lib import clock
from forum.lib.db import db, writing


@writing()
def lock(viewer: Viewer, text: Post | Reply, locked_by: LockedBy, until: datetime | None = None) -> None:
    """Let nobody reply beneath a piece or a reply, until the same role lifts it or a moment has come.

    A lock of the same role over the same place is replaced; the other role's stays as it is.
    """
    require(tending.can_lock(viewer, text, locked_by))
    visibility.lock(text)
    require(tending.can_lock(viewer, text, locked_by))  # a moderator may have been faster
    post = text.post if isinstance(text, Reply) else text
    states.lift_locks(text, locked_by)
    states.lift_ended_locks(post)
    require(tending.can_lock_one_more(post, locked_by))
    reply_id = text.id if isinstance(text, Reply) else None
    db.session.add(Lock(post_id=post.id, reply_id=reply_id, locked_by=locked_by, at=clock.now(), until=until))
    post.locks += 1
    db.session.flush()
