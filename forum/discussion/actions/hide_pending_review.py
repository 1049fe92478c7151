"""Hide a text that everybody read until a moderator has looked at it."""

from forum.access import Viewer, require
from forum.discussion import events, policy, states, visibility
from forum.discussion.models import Hold, Post, Reply, Visibility, Waits
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit

NOT_AGAIN = frozenset((Visibility.HELD, Visibility.HIDDEN, Visibility.REMOVED, Visibility.WITHDRAWN))


@writing()
def hide_pending_review(viewer: Viewer, text: Post | Reply, reason: str) -> bool:
    """Have a text wait for the moderators once more, whose case about it is open; whether it did not yet."""
    require(policy.can_moderate_text(viewer, text))
    visibility.lock(text)
    if text.visibility in NOT_AGAIN:
        return False
    db.session.add(Hold(**states.about(text), waits_for=Waits.MODERATORS, reason=reason, at=clock.now()))
    visibility.settle(text)
    emit(events.TextHidden(text))
    return True
