"""What flags weigh as they come, when they begin to count, and what follows once they weigh enough."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from forum.access import SYSTEM, Role
from forum.accounts import policy as accounts
from forum.accounts.models import Account, Persona
from forum.discussion.actions.hide_pending_review import hide_pending_review
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import scoring
from forum.moderation.models import Case, Decision, DecisionAction, Flag, FlagOutcome
from forum.moderation.scoring import Counted, Flagger

HOLD_REASON = "flags"
IMMUNE_FOR = timedelta(hours=24)  # a moderator has just read exactly this
LETS_STAND = (DecisionAction.APPROVE, DecisionAction.RESTORE, DecisionAction.REVERSE)

_WHO = (
    Account.role,
    Account.approved_texts,
    Account.joined_on,
    Account.suspended_until,
    Account.limited_until,
)


def score(persona_id: int | None, reason: str) -> float:
    """What a flag of this member, or of a visitor, adds."""
    if persona_id is None:
        return scoring.score(reason, scoring.standing(None), 0.0)
    who = db.session.execute(
        select(*_WHO).join(Persona, Persona.account_id == Account.id).where(Persona.id == persona_id)
    ).one()
    mine = (
        select(Flag.outcome, func.count().label("number"))
        .where(Flag.persona_id == persona_id)
        .group_by(Flag.outcome)
    )
    said = {row.outcome: row.number for row in db.session.execute(mine)}
    agreed, disagreed = (said.get(outcome, 0) for outcome in (FlagOutcome.AGREED, FlagOutcome.DISAGREED))
    accurate = scoring.accuracy(agreed, agreed + disagreed)
    return scoring.score(reason, scoring.standing(_flagger(who)), accurate)


def counts_from(text: Post | Reply) -> datetime | None:
    """From when flags on a text count: None is at once; later where a moderator has just let it stand."""
    about = Case.post_id == text.id if isinstance(text, Post) else Case.reply_id == text.id
    newest = db.session.execute(
        select(Decision.decided_at, Decision.text_revision)
        .join(Case, Case.id == Decision.case_id)
        .where(about, Decision.action.in_(LETS_STAND))
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.text_revision != text.revision:
        return None
    until: datetime = newest.decided_at + IMMUNE_FOR
    return until if until > clock.now() else None


def count(case: Case, flag: Flag) -> None:
    """Let a flag count from now on. Whoever calls has locked the case."""
    flag.counts_from = None
    case.score_rank -= flag.score
    db.session.flush()


def count_again(case: Case, text: Post | Reply) -> None:
    """Let those flags of a case count that nothing keeps from it any more. Locked as for `weigh`."""
    if counts_from(text) is not None:
        return
    waiting = (Flag.case_id == case.id, Flag.outcome.is_(None), Flag.counts_from.is_not(None))
    kept_back = db.session.scalars(select(Flag).where(*waiting)).all()
    for flag in kept_back:
        count(case, flag)
    if kept_back:
        weigh(case, text)


def weigh(case: Case, text: Post | Reply) -> None:
    """Hide the text if its flags weigh enough. Whoever calls has locked the conversation, then the case."""
    waiting = (Flag.case_id == case.id, Flag.outcome.is_(None), Flag.counts_from.is_(None))
    rows = db.session.execute(
        select(Flag.reason, Flag.score, Flag.persona_id, *_WHO)
        .outerjoin(Persona, Persona.id == Flag.persona_id)
        .outerjoin(Account, Account.id == Persona.account_id)
        .where(*waiting)
    )
    if scoring.hides([_counted(row) for row in rows]):
        hide_pending_review(SYSTEM, text, HOLD_REASON)


def _counted(row: Row[*tuple[Any, ...]]) -> Counted:
    is_barred = row.suspended_until is not None and row.suspended_until > clock.now()
    is_member = row.persona_id is not None and not is_barred  # who may not take part weighs as a visitor
    return Counted(row.reason, row.score, scoring.standing(_flagger(row)) if is_member else None)


def _flagger(row: Row[*tuple[Any, ...]]) -> Flagger | None:
    """What the score may know of somebody; of an account that is gone, nothing."""
    if row.joined_on is None:
        return None
    now = clock.now()
    is_newcomer = row.approved_texts < accounts.NEWCOMER_TEXTS
    restricted = any(end is not None and end > now for end in (row.suspended_until, row.limited_until))
    days = (now.date() - row.joined_on).days
    return Flagger(Role(row.role), not (is_newcomer or restricted), days)
