"""Put a removed text back in its place."""

from forum.access import Viewer, require
from forum.discussion import policy, visibility
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import writing


@writing()
def restore(viewer: Viewer, text: Post | Reply) -> None:
    """Undo a removal; a text that its author withdrew meanwhile stays withdrawn."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    if text.visibility != Visibility.REMOVED:
        return
    visibility.lift_removals(text)
    if visibility.is_withdrawn(text):
        visibility.conceal(text, Visibility.WITHDRAWN)
    else:
        visibility.show(text)
