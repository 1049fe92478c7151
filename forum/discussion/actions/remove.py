"""Take a text out of the conversation by a moderator's decision."""

from forum.access import Viewer, require
from forum.discussion import policy, states, visibility
from forum.discussion.models import Post, Removal, Reply, Visibility
from forum.lib import clock
from forum.lib.db import db, writing


@writing()
def remove(viewer: Viewer, text: Post | Reply, rule_number: int | None) -> None:
    """Remove a text under a numbered rule; a text that had a place leaves a tombstone there."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    if text.visibility == Visibility.REMOVED:
        return
    states.release_holds(text)
    removal = Removal(
        **states.about(text),
        by_account_id=viewer.account_id,
        rule_number=rule_number,
        at=clock.now(),
    )
    db.session.add(removal)
    visibility.settle(text)
