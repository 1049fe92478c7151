"""Carry a decision out: the verb, the record, the flags, the case, the log, and who hears of it."""

from forum.access import Viewer
from forum.discussion.models import Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import emit
from forum.moderation import events, possible
from forum.moderation.actions import _drafts
from forum.moderation.actions._drafts import Verdict
from forum.moderation.actions._verbs import VERBS
from forum.moderation.models import (
    Case,
    CaseOrigin,
    CaseState,
    ConflictOverride,
    Decision,
    DecisionAction,
    Flag,
    FlagOutcome,
    LogEntry,
)
from forum.moderation.reasons import REASONS


def carry_out(
    viewer: Viewer,
    case: Case,
    verdict: Verdict,
    *,
    confirmed_by_id: int | None = None,
    override: ConflictOverride | None = None,
) -> Decision:
    """Do what a verdict says in a locked case that the viewer may decide; whoever calls has asked."""
    before = case.text.visibility if case.text is not None else None
    decision = _drafts.write(viewer, case, verdict)
    decision.confirmed_by_id = confirmed_by_id
    decision.override_id = override.id if override else None
    VERBS[DecisionAction(decision.action)](viewer, case, decision)
    db.session.add(decision)
    db.session.flush()
    flags: tuple[Flag, ...] = ()
    if _closes(case, decision):
        flags = _answer_flags(case, decision)
        _close(case)
    case.version += 1
    if decision.action != DecisionAction.CARE:  # it is nobody's business
        _log(case, decision)
    db.session.flush()
    db.session.expire(case, ["decisions"])
    emit(events.DecisionMade(decision, case.text, before, flags))
    return decision


def _closes(case: Case, decision: Decision) -> bool:
    """A lock or a suspension does not answer whether a text that was flagged or held may stay.

    Nor does a kind word, unless nothing but worry had brought the text here.
    """
    if decision.action == DecisionAction.CARE and case.text is not None:
        waits = case.text.visibility in {Visibility.HELD, Visibility.HIDDEN}
        return not waits and all(_is_care(flag) for flag in case.flags if flag.outcome is None)
    if possible.settles(decision.action) or case.text is None:
        return True
    return case.origin == CaseOrigin.OWN and not case.flags


def _answer_flags(case: Case, decision: Decision) -> tuple[Flag, ...]:
    db.session.expire(case, ["flags"])
    waiting = tuple(flag for flag in case.flags if flag.outcome is None)
    for flag in waiting:
        flag.outcome = _outcome(flag, decision)
        flag.decision_id = decision.id
    return waiting


def _outcome(flag: Flag, decision: Decision) -> FlagOutcome:
    if _is_care(flag):
        return FlagOutcome.READ
    agreed = decision.action == DecisionAction.REMOVE
    return FlagOutcome.AGREED if agreed else FlagOutcome.DISAGREED


def _is_care(flag: Flag) -> bool:
    reason = REASONS.get(flag.reason)
    return reason is not None and reason.is_care


def _close(case: Case) -> None:
    case.state = CaseState.DECIDED
    case.decided_at = clock.now()
    case.claimed_by_id = None
    case.claimed_at = None


def _log(case: Case, decision: Decision) -> None:
    banned = case.text.persona if case.text is not None else case.persona
    entry = LogEntry(
        decision_id=decision.id,
        on=decision.decided_at.date(),
        role=decision.decided_as,
        action=decision.action,
        kind=case.text.kind if case.text is not None else "person",
        pen_name=banned.pen_name if banned and decision.action == DecisionAction.BAN else None,
        rule_number=decision.rule_number,
        rule_version=decision.rule_version,
    )
    db.session.add(entry)
