"""Approve a text that waited."""

from forum.access import Viewer, require
from forum.discussion import policy, states, visibility
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import writing


@writing()
def publish(viewer: Viewer, text: Post | Reply) -> None:
    """Let everybody read a text that was held or hidden, unless something else keeps it back."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    first_time = text.visibility == Visibility.HELD
    states.release_holds(text)
    visibility.settle(text)
    if first_time:
        visibility.count_approval(text)
