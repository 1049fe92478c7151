"""Note that somebody who was sent a mail has been here."""

from sqlalchemy import exists, select, update

from forum.access import Viewer, require
from forum.lib import asides, mail
from forum.lib.db import db
from forum.notifications import policy
from forum.notifications.models import MailAddress


def note_look(viewer: Viewer) -> None:
    """Note that a member has opened the page of notices, so that a mail may be sent again one day.

    It is an aside: nothing that was read in this request may be used after it, and it may fail.
    """
    require(policy.can_read_notices(viewer))
    unseen = (MailAddress.account_id == viewer.account_id, MailAddress.has_looked.is_(False))
    if mail.is_on() and db.session.scalar(select(exists().where(*unseen))):
        asides.note(update(MailAddress).where(*unseen).values(has_looked=True))
