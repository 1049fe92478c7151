"""A proposal as the page of its case shows it."""

from dataclasses import dataclass

from forum.access import Viewer
from forum.moderation import actions
from forum.moderation.models import DecisionAction, Proposal
from forum.moderation.routes import verdicts, wording
from forum.web.templating import coarse_time


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What another moderator must confirm, with the words as they would be sent."""

    public_id: str
    done: str
    rule: str | None
    reasons: str
    facts: str
    hours: int | None
    by: str
    when: str
    is_own: bool


def row(waiting: Proposal, viewer: Viewer) -> ProposalRow:
    """A proposal for the page of its case."""
    proposer = waiting.proposed_by.personas if waiting.proposed_by else []
    verdict = actions.Verdict(**waiting.verdict)
    return ProposalRow(
        public_id=waiting.public_id,
        done=verdicts.choice(DecisionAction(verdict.action), waiting.case.text)[0],
        rule=wording.rule(verdict.rule, None),
        reasons=verdict.reasons,
        facts=verdict.facts,
        hours=int(verdict.details["hours"]) if "hours" in verdict.details else None,
        by=proposer[0].pen_name if proposer else wording.role("moderator"),
        when=coarse_time(waiting.proposed_at),
        is_own=waiting.proposed_by_id == viewer.account_id,
    )
