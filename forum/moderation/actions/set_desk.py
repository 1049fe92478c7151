"""What a moderator would rather not read, and how much a day is enough."""

from collections.abc import Iterable

from sqlalchemy import delete

from forum.access import AccessRefused, NeedsSignIn, Viewer, require
from forum.lib.db import db, writing
from forum.moderation import policy
from forum.moderation.models import DailyCap, SparedReason
from forum.moderation.reasons import REASONS

MOST_CASES = 500  # more than anybody reads in a day


@writing()
def set_desk(viewer: Viewer, spared: Iterable[str], cap: int | None) -> None:
    """Set the viewer's own desk anew; unknown reasons are left out, and no cap is none."""
    require(policy.can_see_queue(viewer))
    if viewer.account_id is None:
        raise AccessRefused(NeedsSignIn())
    mine = viewer.account_id
    db.session.execute(delete(SparedReason).where(SparedReason.account_id == mine))
    db.session.execute(delete(DailyCap).where(DailyCap.account_id == mine))
    known = sorted(set(spared) & set(REASONS))
    db.session.add_all(SparedReason(account_id=mine, reason=code) for code in known)
    if cap is not None:
        db.session.add(DailyCap(account_id=mine, cases=min(max(cap, 1), MOST_CASES)))
    db.session.flush()
