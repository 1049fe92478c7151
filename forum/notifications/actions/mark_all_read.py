"""Say that one has seen all notices."""

from sqlalchemy import update

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.notifications import policy
from forum.notifications.models import Notice


@writing()
def mark_all_read(viewer: Viewer) -> None:
    """Mark all of the viewer's notices as read."""
    require(policy.can_read_notices(viewer))
    unread = (Notice.account_id == viewer.account_id, Notice.read_at.is_(None))
    db.session.execute(update(Notice).where(*unread).values(read_at=clock.now()))
