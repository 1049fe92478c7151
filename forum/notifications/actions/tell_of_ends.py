"""Tell people that a warning, a limit or a suspension of theirs is over."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from forum.access import Deed, Viewer, may, require
from forum.accounts.models import Account, Persona
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation.models import Decision, DecisionAction
from forum.notifications.models import Notice, NoticeKind

AT_ONCE = 50  # people told in one transaction
STALE = timedelta(days=7)  # a place that was switched off for a month need not tell of it then


@writing()
def tell_of_ends(viewer: Viewer) -> int:
    """Tell the next of them, each once, of what ended by itself; returns how many.

    What was lifted or undone before was told then; where a later decision still holds, nothing is over.
    """
    require(may(viewer, Deed.MODERATE))
    now = clock.now()
    over = and_(Decision.in_force_until <= now, Decision.in_force_until > now - STALE)
    query = (
        select(Decision.id, Account.id)
        .join(Persona, Persona.id == Decision.subject_persona_id)
        .join(Account, Account.id == Persona.account_id)
        .where(over, _has_ended_by_itself(), ~_was_told(), ~_was_lifted())
        .order_by(Decision.id)
        .limit(AT_ONCE)
    )
    found = db.session.execute(query).all()
    for decision_id, account_id in found:
        told = Notice(account_id=account_id, kind=NoticeKind.ENDED, decision_id=decision_id, at=now)
        db.session.add(told)
    db.session.flush()
    return len(found)


def _has_ended_by_itself() -> ColumnElement[bool]:
    """The account says the same: another decision may have gone on from where this one ended."""
    now = clock.now()
    return or_(
        Decision.action == DecisionAction.WARN,
        and_(Decision.action == DecisionAction.SUSPEND, Account.suspended_until <= now),
        and_(Decision.action == DecisionAction.LIMIT, Account.limited_until <= now),
    )


def _was_told() -> ColumnElement[bool]:
    return exists().where(Notice.decision_id == Decision.id, Notice.kind == NoticeKind.ENDED)


def _was_lifted() -> ColumnElement[bool]:
    """Lifted, for whatever is not a warning, or undone on appeal."""
    later = aliased(Decision)
    lifted = and_(
        later.subject_persona_id == Decision.subject_persona_id,
        later.id > Decision.id,
        later.action == DecisionAction.LIFT,
        Decision.action != DecisionAction.WARN,
    )
    return exists().where(or_(later.overturns_id == Decision.id, lifted))
