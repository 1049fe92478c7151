"""Hold a text until a moderator has read it."""

from forum.access import Viewer, require
from forum.discussion import events, policy, states, visibility
from forum.discussion.models import Hold, Post, Reply, Waits
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit


@writing()
def hold(viewer: Viewer, text: Post | Reply, reason: str) -> None:
    """Keep the viewer's own text from everybody but moderators, for a reason code.

    A text that was shown before leaves a tombstone while it waits; a new one leaves nothing.
    """
    require(policy.can_read_text(viewer, text))
    db.session.add(Hold(**states.about(text), waits_for=Waits.MODERATORS, reason=reason, at=clock.now()))
    visibility.settle(text)
    emit(events.TextHeld(text, reason))
