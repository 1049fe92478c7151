"""Hide a reply beneath one's own piece."""

from forum.access import Viewer, require
from forum.discussion import events, tending, visibility
from forum.discussion.models import Reply, SetAside, Visibility
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit


@writing()
def set_aside(viewer: Viewer, reply: Reply) -> None:
    """Take a reply out of the conversation; its place, and the answers beneath it, stay.

    Its writer is told and keeps the words for a while, moderators still read it, and it can be undone.
    """
    require(tending.can_set_aside(viewer, reply))
    visibility.lock(reply)
    require(tending.can_set_aside(viewer, reply))  # a moderator, or its writer, may have been faster
    if reply.visibility == Visibility.SET_ASIDE:
        return
    db.session.add(SetAside(reply_id=reply.id, at=clock.now()))
    visibility.settle(reply)
    emit(events.TextSetAside(reply))
