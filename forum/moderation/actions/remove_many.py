"""Remove several texts that are plainly the same kind of thing, each by a decision of its own."""

from collections.abc import Sequence

from forum.access import Viewer, require
from forum.lib.db import writing
from forum.moderation import policy, possible, queries
from forum.moderation.actions._drafts import Verdict
from forum.moderation.actions.decide import decide
from forum.moderation.models import Case, CaseOrigin, Decision, DecisionAction, Proposal
from forum.moderation.reasons import REASONS


@writing()
def remove_many(
    viewer: Viewer, seen: Sequence[tuple[Case, int]], rule: int | None, reasons: str
) -> list[Decision | Proposal]:
    """Remove the texts of some cases as the viewer saw them, all or none; each author reads the reasons.

    More than `possible.MASS` are only proposed, where there are moderators enough to confirm each. Raises
    StaleCase when one of the cases has changed, and a Refusal where the rule or the reasons are missing.
    """
    require(policy.can_see_queue(viewer))
    is_mass = len(seen) > possible.MASS and queries.moderator_count() >= possible.FEW_MODERATORS
    verdict = Verdict(DecisionAction.REMOVE, rule, reasons)
    fit = [
        (case, version)
        for case, version in sorted(seen, key=lambda each: each[0].id)  # so that two cannot deadlock
        if case.text is not None and case.origin != CaseOrigin.APPEAL and not _is_worry(case)
    ]
    return [decide(viewer, case, verdict, version, is_one_of_many=is_mass) for case, version in fit]


def _is_worry(case: Case) -> bool:
    """Whether nothing brought it here but that somebody worries about its writer."""
    reasons = [REASONS[flag.reason] for flag in case.flags if flag.reason in REASONS]
    return bool(reasons) and all(reason.is_care for reason in reasons)
