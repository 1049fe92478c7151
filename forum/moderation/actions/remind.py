"""Have moderators reminded of cases that have waited for too long."""

from sqlalchemy import ColumnElement, and_, or_, select

from forum.access import Deed, Viewer, may, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.moderation import events
from forum.moderation.models import Case, CaseState
from forum.moderation.reasons import READ_WITHIN, Priority

AT_ONCE = 100  # cases; the next round takes the others


@writing()
def remind(viewer: Viewer) -> int:
    """Remind of each open case once when its time has run out; returns of how many."""
    require(may(viewer, Deed.MODERATE))
    overdue = or_(*(_is_overdue(priority) for priority in Priority))
    query = select(Case).where(Case.state == CaseState.OPEN, Case.reminded_at.is_(None), overdue)
    found = db.session.scalars(query.order_by(Case.priority, Case.opened_at).limit(AT_ONCE)).all()
    for case in found:
        case.reminded_at = clock.now()
    db.session.flush()
    if found:
        emit(events.CasesOverdue(tuple(found)))
    return len(found)


def _is_overdue(priority: Priority) -> ColumnElement[bool]:
    return and_(Case.priority == priority, Case.opened_at < clock.now() - READ_WITHIN[priority])
