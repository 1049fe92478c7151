"""Let flags count that came just after a moderator had let a text stand."""

from sqlalchemy import select

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy
from forum.moderation.actions import _subject, _weighing
from forum.moderation.models import Case, CaseState, Flag


@writing()
def let_flags_count(viewer: Viewer) -> bool:
    """Count the flags of one case whose time has come, and hide its text if they weigh enough.

    One case at a time, so that nobody waits for more than one conversation; whether there was one.
    """
    require(policy.can_see_queue(viewer))
    due = (Flag.counts_from <= clock.now(), Flag.outcome.is_(None))
    case_id = db.session.scalar(select(Flag.case_id).where(*due).order_by(Flag.counts_from).limit(1))
    if case_id is None:
        return False
    case = db.session.get_one(Case, case_id)
    _subject.lock(case)
    if case.state == CaseState.OPEN and case.text is not None:
        _weighing.count_again(case, case.text)
    return True
