"""Hold a new text until a moderator has read it."""

from forum.access import Viewer, require
from forum.discussion import events, policy, visibility
from forum.discussion.models import Hold, Post, Reply, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import emit


def hold(viewer: Viewer, text: Post | Reply, reason: str) -> None:
    """Keep the viewer's own new text from everybody but moderators, for a reason code."""
    require(policy.can_read_text(viewer, text))
    text.visibility = Visibility.HELD
    db.session.add(Hold(**visibility.about(text), reason=reason, at=clock.now()))
    db.session.flush()
    emit(events.TextHeld(text, reason))
