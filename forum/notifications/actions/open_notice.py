"""Open a notice, which marks it as read."""

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.notifications import policy
from forum.notifications.models import Notice


@writing()
def open_notice(viewer: Viewer, notice: Notice) -> None:
    """Mark one notice as read; the first time counts."""
    require(policy.can_open_notice(viewer, notice))
    if notice.read_at is None:
        notice.read_at = clock.now()
        db.session.flush()
