"""Decide a case: what happens, by which rule, and why; the first of two wins."""

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy, possible, queries
from forum.moderation.actions import _drafts, _subject
from forum.moderation.actions._carrying_out import carry_out
from forum.moderation.actions._drafts import Verdict
from forum.moderation.actions._verbs import VERBS
from forum.moderation.models import (
    Case,
    CaseState,
    Decision,
    DecisionAction,
    Proposal,
    ProposalState,
)
from forum.moderation.refusals import AlreadyProposed, StaleCase


@writing()
def decide(
    viewer: Viewer, case: Case, verdict: Verdict, version: int, *, is_one_of_many: bool = False
) -> Decision | Proposal:
    """Decide a case as the viewer saw it (`version`), or propose what another moderator must confirm.

    `is_one_of_many` says that it is part of a mass removal.

    Raises StaleCase when somebody was faster or the text has changed, and a Refusal that names the
    field where the action, the rule, the reasons or a detail is missing.
    """
    ties = queries.ties(viewer, case)
    require(policy.can_decide(viewer, case, ties))
    _subject.lock(case)
    if case.state != CaseState.OPEN:
        raise StaleCase(case.decisions[-1] if case.decisions else None)
    if case.version != version:
        raise StaleCase
    moderators = queries.moderator_count(besides=queries.can_never_decide(case))
    priority = queries.gravest_priority(case)
    if is_one_of_many or possible.needs_second_key(verdict.action, priority, moderators):
        return _propose(viewer, case, verdict)
    return carry_out(viewer, case, verdict, override=queries.override_of(viewer, case))


@writing()
def draft(viewer: Viewer, case: Case, verdict: Verdict) -> Decision:
    """The decision as it would be written, for reading before it is made; nothing is stored.

    What it would do is done and undone again: nothing else tells so surely what will be read.
    """
    require(policy.can_decide(viewer, case, queries.ties(viewer, case)))
    _subject.lock(case)
    decision = _drafts.write(viewer, case, verdict)
    with db.session.begin_nested() as rehearsal:
        VERBS[DecisionAction(decision.action)](viewer, case, decision)
        rehearsal.rollback()
    return decision


def _propose(viewer: Viewer, case: Case, verdict: Verdict) -> Proposal:
    """The first key: what is missing is said now, and not to whoever confirms."""
    _drafts.write(viewer, case, verdict)
    if queries.waiting_proposal(case) is not None:
        raise AlreadyProposed
    proposal = Proposal(
        case_id=case.id,
        case_version=case.version,
        verdict=verdict.stored(),
        state=ProposalState.WAITING,
        proposed_by_id=viewer.account_id,
        proposed_at=clock.now(),
    )
    case.claimed_by_id = None
    case.claimed_at = None
    db.session.add(proposal)
    db.session.flush()
    return proposal
