"""Tell somebody that the archive they asked for can be fetched."""

from forum.access import Deed, Viewer, may, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.notifications.models import Notice, NoticeKind


@writing()
def tell_of_archive(viewer: Viewer, account_id: int) -> None:
    """Say that it is ready; the page says until when, and has the link."""
    require(may(viewer, Deed.MODERATE))
    db.session.add(Notice(account_id=account_id, kind=NoticeKind.ARCHIVE, at=clock.now()))
    db.session.flush()
