"""Say that one is looking at a case, so that two moderators need not read the same."""

from forum.access import Allowed, Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy, queries
from forum.moderation.models import Case, CaseState


@writing()
def claim(viewer: Viewer, case: Case) -> None:
    """Claim a case by opening it, unless somebody else is at it or the viewer cannot decide it."""
    require(policy.can_open_case(viewer, case))
    _lock(case)
    others = case.claimed_by_id != viewer.account_id and policy.is_claimed(case, clock.now())
    allowed = policy.can_decide(viewer, case, queries.ties(viewer, case))
    if not others and isinstance(allowed, Allowed):
        _take(viewer, case)


@writing()
def take_over(viewer: Viewer, case: Case) -> None:
    """Claim a case that somebody else is looking at."""
    require(policy.can_decide(viewer, case, queries.ties(viewer, case)))
    _lock(case)
    _take(viewer, case)


def _lock(case: Case) -> None:
    """Of two who open it at once the second sees that the first is at it; a decided one stays decided."""
    db.session.refresh(case, ["state", "claimed_by_id", "claimed_at"], with_for_update=True)


def _take(viewer: Viewer, case: Case) -> None:
    if case.state != CaseState.OPEN:
        return
    case.claimed_by_id = viewer.account_id
    case.claimed_at = clock.now()
    db.session.flush()
