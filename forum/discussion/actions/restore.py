"""Put a removed text back in its place."""

from forum.access import Viewer, require
from forum.discussion import policy, states, visibility
from forum.discussion.models import Post, Reply
from forum.lib.db import writing


@writing()
def restore(viewer: Viewer, text: Post | Reply) -> None:
    """Undo a removal; a text that its author withdrew meanwhile stays withdrawn."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    states.lift_removals(text)
    visibility.settle(text)
