"""Tell the members who flagged a text what came of it."""

from sqlalchemy import ColumnElement, select

from forum.access import Deed, Viewer, may, require
from forum.accounts.models import Persona
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation.models import Case, Decision, Flag, FlagOutcome
from forum.notifications.models import Notice, NoticeKind

AT_ONCE = 50  # people told in one transaction; further ones wait for a worker, not the moderator


@writing()
def tell_flaggers(viewer: Viewer, decision_id: int, after: int = 0) -> dict[str, int] | None:
    """Tell the next of them, those beyond the flag `after`; returns where to go on, or None.

    A reversal on appeal is told to whom the decision that it undid had answered.
    """
    require(may(viewer, Deed.MODERATE))
    query = (
        select(Flag.id, Persona.account_id, Case.post_id, Case.reply_id)
        .join(Persona, Persona.id == Flag.persona_id)
        .join(Case, Case.id == Flag.case_id)
        .where(_was_answered_by(decision_id), Flag.id > after, Persona.account_id.is_not(None))
        .order_by(Flag.id)
        .limit(AT_ONCE)
    )
    found = db.session.execute(query).all()
    for flag_id, account_id, post_id, reply_id in found:
        db.session.add(
            Notice(
                account_id=account_id,
                kind=NoticeKind.OUTCOME,
                post_id=post_id,
                reply_id=reply_id,
                decision_id=decision_id,
                flag_id=flag_id,
                at=clock.now(),
            )
        )
    db.session.flush()
    return {"decision": decision_id, "after": found[-1][0]} if len(found) == AT_ONCE else None


def _was_answered_by(decision_id: int) -> ColumnElement[bool]:
    undone = db.session.scalar(select(Decision.overturns_id).where(Decision.id == decision_id))
    if undone is None:
        return Flag.decision_id == decision_id
    return (Flag.decision_id == undone) & (Flag.outcome == FlagOutcome.DISAGREED)
