"""Hand a case on: to the other moderators, or to the administrators."""

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy
from forum.moderation.models import Case, CasePass, CaseState


@writing()
def pass_on(viewer: Viewer, case: Case) -> None:
    """Leave a case to the others for good, without a reason; a second time changes nothing."""
    require(policy.can_open_case(viewer, case))
    db.session.refresh(case, with_for_update=True)
    _let_go(viewer, case)
    passed = db.session.get_one(Case, case.id).passes
    if all(each.account_id != viewer.account_id for each in passed):
        db.session.add(CasePass(case_id=case.id, account_id=viewer.account_id, at=clock.now()))
    db.session.flush()


@writing()
def escalate(viewer: Viewer, case: Case) -> None:
    """Ask the administrators to look at an open case; the first time counts."""
    require(policy.can_open_case(viewer, case))
    db.session.refresh(case, with_for_update=True)
    _let_go(viewer, case)
    if case.state == CaseState.OPEN and case.escalated_at is None:
        case.escalated_at = clock.now()
    db.session.flush()


def _let_go(viewer: Viewer, case: Case) -> None:
    if case.claimed_by_id == viewer.account_id:
        case.claimed_by_id = None
        case.claimed_at = None
