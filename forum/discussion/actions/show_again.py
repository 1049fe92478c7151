"""Undo that one has hidden a reply beneath one's own piece."""

from forum.access import Viewer, require
from forum.discussion import states, tending, visibility
from forum.discussion.models import Reply
from forum.lib.db import writing


@writing()
def show_again(viewer: Viewer, reply: Reply) -> None:
    """Put a reply back in its place; one that had waited for the author waits again."""
    require(tending.can_show_again(viewer, reply))
    visibility.lock(reply)
    require(tending.can_show_again(viewer, reply))  # a moderator, or its writer, may have been faster
    states.lift_set_aside(reply)
    visibility.settle(reply)
