"""Approve a text that waited."""

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import writing


@writing()
def publish(viewer: Viewer, text: Post | Reply) -> None:
    """Let everybody read a text that was held or hidden; one the author withdrew stays withdrawn."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    first_time = text.visibility == Visibility.HELD
    visibility.release_holds(text)
    if text.visibility in {Visibility.HELD, Visibility.HIDDEN}:
        visibility.show(text)
    if first_time:
        visibility.count_approval(text)
