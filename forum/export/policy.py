"""Who may have an archive made, and fetch it; pure functions."""

from datetime import datetime, timedelta

from forum.access import Allowed, Decision, Hidden, Refused, Viewer
from forum.accounts import policy as accounts
from forum.export.models import Archive, ArchiveState

FETCHED_FOR = timedelta(hours=48)  # a weekend away; a copy of everything should not lie around for longer
MOST_A_DAY = 3  # one that was lost, and one more; each reads everything that somebody wrote
DAY = timedelta(days=1)


def can_have_archives(viewer: Viewer) -> Decision:
    """Whether a viewer has archives: whoever has an account, suspended or not, and shows that it is them."""
    return accounts.can_change_credentials(viewer)


def can_ask(viewer: Viewer, *, is_running: bool, asked_today: int) -> Decision:
    """Whether a viewer may have an archive made.

    Cases: may have none: that · one is in the making: refused · too many in 24 hours: refused · allowed.
    """
    decision = can_have_archives(viewer)
    if not isinstance(decision, Allowed):
        return decision
    if is_running:
        return Refused("running")
    return Refused("too_many") if asked_today >= MOST_A_DAY else decision


def can_make(viewer: Viewer) -> Decision:
    """Whether a viewer may put an archive together: the system alone."""
    return Allowed() if viewer.is_system else Refused("role")


def can_fetch(viewer: Viewer, archive: Archive, now: datetime) -> Decision:
    """Whether a viewer may fetch an archive.

    Cases: may have none: that · somebody else's, not ready, or too late: hidden · allowed.
    """
    decision = can_have_archives(viewer)
    if not isinstance(decision, Allowed):
        return decision
    if archive.account_id != viewer.account_id:
        return Hidden()
    return Allowed() if archive.state == ArchiveState.READY and now < archive.until else Hidden()
