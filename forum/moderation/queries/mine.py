"""What concerns a member: their flags, the decisions on them and their texts, and their appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, joinedload

from forum.access import Viewer, require
from forum.accounts import policy as accounts
from forum.accounts.models import Account
from forum.discussion.models import Reply
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import policy
from forum.moderation.models import Appeal, Case, Decision, DecisionAction, Flag, FlagOutcome

SHOWN = 50  # of each, the newest; nobody reads further back


@dataclass(frozen=True)
class Standing:
    """What is laid on an account now, and when each ends."""

    suspended_until: datetime | None
    is_banned: bool
    limited_until: datetime | None
    warned_until: datetime | None


@dataclass(frozen=True)
class Mine:
    """A member's flags, the decisions about them and their appeals, the newest first."""

    standing: Standing
    flags: tuple[Flag, ...]
    put_back: frozenset[int]  # flags that were agreed with until an appeal said otherwise
    decisions: tuple[Decision, ...]
    undone: frozenset[int]  # decisions that were reversed on appeal
    appeals: tuple[tuple[Appeal, Decision | None], ...]  # with what came of each


def my_moderation(viewer: Viewer) -> Mine:
    """What concerns the viewer; a guest is asked to sign in."""
    require(policy.can_read_my_moderation(viewer))
    if viewer.persona_id is None:
        return Mine(Standing(None, False, None, None), (), frozenset(), (), frozenset(), ())
    flags = _flags(viewer)
    decisions = _decisions(viewer)
    undone = _undone([decision.id for decision in decisions])
    return Mine(
        standing=_standing(viewer, decisions, undone),
        flags=tuple(flags),
        put_back=_put_back([flag.id for flag in flags if flag.outcome == FlagOutcome.DISAGREED]),
        decisions=tuple(decisions),
        undone=undone,
        appeals=tuple(_appeals(viewer)),
    )


def _flags(viewer: Viewer) -> Sequence[Flag]:
    about = joinedload(Flag.case)
    query = (
        select(Flag)
        .where(Flag.persona_id == viewer.persona_id)
        .options(about.joinedload(Case.post), about.joinedload(Case.reply).joinedload(Reply.post))
        .order_by(Flag.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(query).all()


def _put_back(flags: list[int]) -> frozenset[int]:
    """Those of some flags, disagreed with, that a removal had answered: only an appeal makes that."""
    removal = Decision.action == DecisionAction.REMOVE
    query = select(Flag.id).join(Decision, Decision.id == Flag.decision_id).where(Flag.id.in_(flags), removal)
    return frozenset(db.session.scalars(query)) if flags else frozenset()


def _decisions(viewer: Viewer) -> Sequence[Decision]:
    """Not that a person's case needed nothing: nobody was told of it."""
    case = joinedload(Decision.case)
    query = (
        select(Decision)
        .where(
            Decision.subject_persona_id == viewer.persona_id,
            Decision.action != DecisionAction.DISMISS,
        )
        .options(case.joinedload(Case.post), case.joinedload(Case.reply))
        .order_by(Decision.id.desc())
        .limit(SHOWN)
    )
    return db.session.scalars(query).all()


def _undone(decisions: list[int]) -> frozenset[int]:
    query = select(Decision.overturns_id).where(Decision.overturns_id.in_(decisions))
    found = db.session.scalars(query) if decisions else ()
    return frozenset(each for each in found if each is not None)


def _appeals(viewer: Viewer) -> list[tuple[Appeal, Decision | None]]:
    settling = aliased(Decision)
    settled = (DecisionAction.UPHOLD, DecisionAction.REVERSE)
    query = (
        select(Appeal, settling)
        .join(Appeal.decision)
        .outerjoin(settling, (settling.case_id == Appeal.case_id) & settling.action.in_(settled))
        .where(Decision.subject_persona_id == viewer.persona_id)
        .options(joinedload(Appeal.decision))
        .order_by(Appeal.id.desc())
        .limit(SHOWN)
    )
    return [(made, outcome) for made, outcome in db.session.execute(query)]


def _standing(viewer: Viewer, decisions: Sequence[Decision], undone: frozenset[int]) -> Standing:
    now = clock.now()
    account = db.session.get_one(Account, viewer.account_id)
    warnings = [
        decision.in_force_until
        for decision in decisions
        if decision.action == DecisionAction.WARN and decision.id not in undone
    ]
    return Standing(
        suspended_until=_later(account.suspended_until, now),
        is_banned=account.suspended_until == accounts.BANNED,
        limited_until=_later(account.limited_until, now),
        warned_until=max((end for end in warnings if end is not None and end > now), default=None),
    )


def _later(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None
