"""Take one's own text back."""

from forum.access import Viewer, require
from forum.discussion import events, policy, states, visibility
from forum.discussion.models import Post, Reply, Withdrawal
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit


@writing()
def withdraw(viewer: Viewer, text: Post | Reply) -> None:
    """Take a text out of the conversation; its place, and the answers beneath, stay."""
    require(policy.can_withdraw(viewer, text))
    visibility.lock(text)
    require(policy.can_withdraw(viewer, text))  # a moderator may have been faster
    states.release_holds(text)
    db.session.add(Withdrawal(**states.about(text), at=clock.now()))
    text.submission_digest = None  # whoever writes the same again means it
    visibility.settle(text)
    emit(events.TextWithdrawn(text))
