"""Appeals: of a decision, and whether a decision still stands."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from forum.access import AccessRefused, Hidden, Role, Viewer
from forum.accounts import policy as accounts
from forum.accounts.models import Account, Persona
from forum.lib import clock
from forum.lib.db import db
from forum.moderation.models import Appeal, Case, Decision, DecisionAction
from forum.moderation.queries.statement import find_statement

SUSPENSIONS = (DecisionAction.SUSPEND, DecisionAction.BAN)


def appeal_of(decision: Decision) -> Appeal | None:
    """The appeal against a decision."""
    return db.session.scalar(select(Appeal).where(Appeal.decision_id == decision.id))


def find_appeal(viewer: Viewer, public_id: str) -> Appeal:
    """The appeal against a decision whose statement the viewer may read; else AccessRefused."""
    found = appeal_of(find_statement(viewer, public_id))
    if found is None:
        raise AccessRefused(Hidden())
    return found


def has_other_decider(decision: Decision) -> bool:
    """Whether somebody moderates here who neither made nor confirmed a decision, nor is whom it concerns."""
    mine = select(Persona.account_id).where(Persona.id == decision.subject_persona_id).scalar_subquery()
    tied = [each for each in (decision.decided_by_id, decision.confirmed_by_id) if each is not None]
    active = or_(Account.suspended_until.is_(None), Account.suspended_until < clock.now())
    others = (
        Account.role >= Role.MODERATOR,
        active,
        Account.id.not_in(tied),
        Account.id.is_distinct_from(mine),
    )
    return bool(db.session.scalar(select(exists().where(*others))))


def outcome_of(made: Appeal) -> Decision | None:
    """What was decided on an appeal, once it is."""
    settled = (DecisionAction.UPHOLD, DecisionAction.REVERSE)
    query = select(Decision).where(Decision.case_id == made.case_id, Decision.action.in_(settled))
    return db.session.scalar(query.order_by(Decision.id.desc()).limit(1))


def reversal_of(decision: Decision) -> Decision | None:
    """The decision that undid this one on appeal."""
    return db.session.scalar(select(Decision).where(Decision.overturns_id == decision.id).limit(1))


def is_newest(decision: Decision) -> bool:
    """Whether nothing of the same kind was decided on the same text since: else that stands for itself."""
    case = decision.case
    about = Case.post_id == case.post_id if case.post_id is not None else Case.reply_id == case.reply_id
    later = (Decision.id > decision.id, Decision.action == decision.action, about)
    return not db.session.scalar(select(exists().where(Decision.case_id == Case.id, *later)))


def suspended_without(decision: Decision, now: datetime) -> datetime | None:
    """When a suspension or a ban ends that other decisions than this one have made and that still stand."""
    found = _standing(decision, SUSPENSIONS)
    ends = [accounts.BANNED if each.action == DecisionAction.BAN else each.in_force_until for each in found]
    return max((end for end in ends if end is not None and end > now), default=None)


def limited_without(decision: Decision, now: datetime) -> datetime | None:
    """The same for a limit."""
    ends = [each.in_force_until for each in _standing(decision, (DecisionAction.LIMIT,))]
    return max((end for end in ends if end is not None and end > now), default=None)


def _standing(without: Decision, actions: Collection[DecisionAction]) -> list[Decision]:
    """Decisions on the same account since it was last lifted, which were not undone on appeal."""
    query = select(Decision).where(
        _is_on_account_of(Decision, without),
        Decision.id != without.id,
        Decision.action.in_(actions),
        ~_was_undone(),
        ~_was_lifted(without),
    )
    return list(db.session.scalars(query))


def _is_on_account_of(table: type[Decision], decision: Decision) -> ColumnElement[bool]:
    mine = select(Persona.account_id).where(Persona.id == decision.subject_persona_id).scalar_subquery()
    theirs = select(Persona.id).where(Persona.account_id == mine)
    return table.subject_persona_id.in_(theirs)


def _was_undone() -> ColumnElement[bool]:
    later = aliased(Decision)
    return exists().where(later.overturns_id == Decision.id)


def _was_lifted(decision: Decision) -> ColumnElement[bool]:
    later = aliased(Decision)
    lifts = (later.id > Decision.id, later.action == DecisionAction.LIFT)
    return exists().where(_is_on_account_of(later, decision), *lifts)
