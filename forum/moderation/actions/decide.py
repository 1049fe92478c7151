"""Decide a case: what happens to the text, by which rule, and why; the first of two wins."""

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion import visibility
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.moderation import events, policy, queries
from forum.moderation.actions import _drafts
from forum.moderation.actions._drafts import Verdict
from forum.moderation.models import Case, CaseState, Decision, DecisionAction, Flag, FlagOutcome, LogEntry
from forum.moderation.reasons import REASONS
from forum.moderation.refusals import StaleCase


@writing()
def decide(viewer: Viewer, case: Case, verdict: Verdict, version: int) -> Decision:
    """Approve, remove or restore the text of a case as the viewer saw it (`version`).

    Raises StaleCase when somebody was faster or the text has changed, and a Refusal that names the
    field where the action, the rule or the reasons are missing.
    """
    require(policy.can_decide(viewer, case, queries.is_flagged_by(viewer, case)))
    text = _lock(case)
    if case.state != CaseState.OPEN:
        raise StaleCase(case.decisions[-1] if case.decisions else None)
    if case.version != version:
        raise StaleCase
    before = text.visibility
    decision = _drafts.write(viewer, case, text, verdict)
    _carry_out(viewer, text, decision)
    db.session.add(decision)
    db.session.flush()
    flags = _answer_flags(case, decision)
    _close(case)
    _log(text, decision)
    emit(events.DecisionMade(decision, text, before, flags))
    return decision


def draft(viewer: Viewer, case: Case, verdict: Verdict) -> Decision:
    """The decision as it would be written, for reading before it is made; nothing is stored."""
    require(policy.can_decide(viewer, case, queries.is_flagged_by(viewer, case)))
    return _drafts.write(viewer, case, _text(case), verdict)


def _text(case: Case) -> Post | Reply:
    if case.text is None:
        raise AccessRefused(Hidden())  # a case about a person has other verbs
    return case.text


def _lock(case: Case) -> Post | Reply:
    """Have others wait, the conversation first and the case second, as the discussion's verbs do."""
    text = _text(case)
    visibility.lock(text)
    db.session.refresh(case, with_for_update=True)
    return text


def _carry_out(viewer: Viewer, text: Post | Reply, decision: Decision) -> None:
    if decision.action == DecisionAction.APPROVE:
        publish(viewer, text)
    elif decision.action == DecisionAction.REMOVE:
        remove(viewer, text, decision.rule_number)
    else:
        restore(viewer, text)
    decision.visibility = text.visibility


def _answer_flags(case: Case, decision: Decision) -> tuple[Flag, ...]:
    db.session.expire(case, ["flags"])
    waiting = tuple(flag for flag in case.flags if flag.outcome is None)
    for flag in waiting:
        flag.outcome = _outcome(flag, decision)
        flag.decision_id = decision.id
    return waiting


def _outcome(flag: Flag, decision: Decision) -> FlagOutcome:
    reason = REASONS.get(flag.reason)
    if reason is not None and reason.is_care:
        return FlagOutcome.READ
    agreed = decision.action == DecisionAction.REMOVE
    return FlagOutcome.AGREED if agreed else FlagOutcome.DISAGREED


def _close(case: Case) -> None:
    case.state = CaseState.DECIDED
    case.decided_at = clock.now()
    case.version += 1
    case.claimed_by_id = None
    case.claimed_at = None
    db.session.flush()
    db.session.expire(case, ["decisions"])


def _log(text: Post | Reply, decision: Decision) -> None:
    entry = LogEntry(
        decision_id=decision.id,
        on=decision.decided_at.date(),
        role=decision.decided_as,
        action=decision.action,
        kind=text.kind,
        rule_number=decision.rule_number,
        rule_version=decision.rule_version,
    )
    db.session.add(entry)
    db.session.flush()
