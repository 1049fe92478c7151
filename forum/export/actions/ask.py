"""Ask for an archive."""

from forum.access import Viewer, require
from forum.accounts.models import Account
from forum.export import policy, queries
from forum.export.models import Archive
from forum.lib import clock
from forum.lib.db import db, writing


@writing()
def ask(viewer: Viewer) -> Archive:
    """Note that the viewer wants an archive; whoever calls this has a worker make it."""
    require(policy.can_have_archives(viewer))
    db.session.get_one(Account, viewer.account_id, with_for_update=True)  # one of theirs after the other
    require(
        policy.can_ask(viewer, is_running=queries.is_running(viewer), asked_today=queries.asked_today(viewer))
    )
    now = clock.now()
    archive = Archive(account_id=viewer.account_id, asked_at=now, until=now + policy.FETCHED_FOR)
    db.session.add(archive)
    db.session.flush()
    return archive
