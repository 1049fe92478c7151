"""Confirm or decline what another moderator has proposed."""

from forum.access import AccessRefused, Hidden, Role, Viewer, require
from forum.accounts.models import Account
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import policy, queries
from forum.moderation.actions import _subject
from forum.moderation.actions._carrying_out import carry_out
from forum.moderation.actions._drafts import Verdict
from forum.moderation.models import CaseState, Decision, Proposal, ProposalState
from forum.moderation.refusals import StaleCase


@writing()
def confirm(viewer: Viewer, proposal: Proposal) -> Decision:
    """Turn the second key: what was proposed is done; raises StaleCase when the case has changed since."""
    require(policy.can_answer_proposal(viewer, proposal, queries.ties(viewer, proposal.case)))
    _lock(proposal)
    if proposal.case.version != proposal.case_version:
        raise StaleCase
    _answer(viewer, proposal, ProposalState.CONFIRMED)
    proposer = _proposer(proposal)
    return carry_out(
        proposer,
        proposal.case,
        Verdict(**proposal.verdict),
        confirmed_by_id=viewer.account_id,
        override=queries.override_of(proposer, proposal.case),
    )


@writing()
def decline(viewer: Viewer, proposal: Proposal) -> None:
    """Leave it undone; the case waits for another decision."""
    require(policy.can_answer_proposal(viewer, proposal, queries.ties(viewer, proposal.case)))
    _lock(proposal)
    _answer(viewer, proposal, ProposalState.DECLINED)


def _lock(proposal: Proposal) -> None:
    case = proposal.case
    _subject.lock(case)
    db.session.refresh(proposal)
    if proposal.state != ProposalState.WAITING or case.state != CaseState.OPEN:
        raise StaleCase(case.decisions[-1] if case.decisions else None)


def _answer(viewer: Viewer, proposal: Proposal, state: ProposalState) -> None:
    proposal.state = state
    proposal.answered_by_id = viewer.account_id
    proposal.answered_at = clock.now()
    db.session.flush()


def _proposer(proposal: Proposal) -> Viewer:
    """Whoever turned the first key decides; their role is today's, and must still allow it."""
    account = db.session.get(Account, proposal.proposed_by_id) if proposal.proposed_by_id else None
    now = clock.now()
    if account is None or account.role < Role.MODERATOR or (account.suspended_until or now) > now:
        raise AccessRefused(Hidden())
    persona = account.personas[0] if account.personas else None
    return Viewer(
        account_id=account.id,
        persona_id=persona.id if persona else None,
        pen_name=persona.pen_name if persona else None,
        role=Role(account.role),
    )
