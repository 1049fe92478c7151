"""Have a mail sent to those who have not seen for a while that there is something to read."""

from datetime import timedelta

from forum.access import Deed, Viewer, may, require
from forum.lib import clock, mail, milestones
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.notifications.events import MailWaits
from forum.notifications.queries.mail import due

AT_ONCE = 50  # people in one transaction
ON = "notifications.mail"  # the day, in seconds, on which this place was last known to send mail
DAY = int(timedelta(days=1).total_seconds())


@writing()
def gather_mail(viewer: Viewer) -> int:
    """Queue a mail for the next of them; returns for how many."""
    require(may(viewer, Deed.MODERATE))
    if not mail.is_on():
        return 0
    now = clock.now()
    milestones.advance(ON, int(now.timestamp()) // DAY * DAY)
    waiting = due(viewer, AT_ONCE)
    for kept in waiting:
        kept.queued_at = now
        emit(MailWaits(kept.account_id))
    db.session.flush()
    return len(waiting)
