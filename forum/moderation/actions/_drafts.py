"""Write a decision down, in the fields of Article 17(3) of the Digital Services Act."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_date
from flask_babel import gettext as _

from forum.access import Viewer
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import clock
from forum.moderation import policy, queries
from forum.moderation.models import (
    Case,
    CaseOrigin,
    Decision,
    DecisionAction,
    DecisionSource,
    Redress,
    RuleVersion,
)
from forum.moderation.refusals import ReasonsMissing, UnknownAction, UnknownRule

REDRESS_LASTS = timedelta(days=183)  # six months, as Article 20 of the same Act asks


@dataclass(frozen=True)
class Verdict:
    """What a moderator wants done: the action, the rule it rests on, and why."""

    action: str
    rule: int | None = None  # its number; only a removal must cite one
    reasons: str = ""
    facts: str = ""  # what the text does, where the moderator says it apart from the reasons


def write(viewer: Viewer, case: Case, text: Post | Reply, verdict: Verdict) -> Decision:
    """The decision as a row that is in no session yet; raises a Refusal where something is missing."""
    action = verdict.action
    if action not in policy.possible_actions(text.visibility):
        raise UnknownAction
    cited = _rule(action, verdict.rule)
    now = clock.now()
    return Decision(
        case_id=case.id,
        subject_persona_id=text.persona_id,
        decided_by_id=viewer.account_id,
        decided_as=viewer.role.name.lower(),
        decided_at=now,
        action=action,
        text_revision=text.revision,
        visibility=Visibility.REMOVED if action == DecisionAction.REMOVE else Visibility.PUBLISHED,
        in_force_from=now,
        facts=verdict.facts.strip() or _facts(text),
        source=DecisionSource.FLAG if case.flags else DecisionSource.OWN_INITIATIVE,
        automated_detection=case.origin == CaseOrigin.HELD,
        automated_decision=False,
        rule_number=cited.number if cited else None,
        rule_version=cited.version if cited else None,
        reasons=_reasons(action, verdict.reasons),
        redress=Redress.WRITE_TO_US,
        redress_until=now.date() + REDRESS_LASTS,
    )


def _rule(action: str, number: int | None) -> RuleVersion | None:
    """The rule as worded now."""
    cited = queries.rule_in_force(number) if number is not None else None
    if cited is None and (number is not None or action == DecisionAction.REMOVE):
        raise UnknownRule
    return cited


def _reasons(action: str, reasons: str) -> str:
    if reasons.strip():
        return reasons.strip()
    if action == DecisionAction.APPROVE:
        return _("We found nothing in it that breaks the rules.")
    raise ReasonsMissing


def _facts(text: Post | Reply) -> str:
    date = format_date(text.created_at, "d MMMM yyyy")
    if isinstance(text, Post):
        if text.revision == 1:
            return _("The piece of %(date)s, as it was first written.", date=date)
        return _("The piece of %(date)s, as it stands after its last edit.", date=date)
    if text.revision == 1:
        return _("The reply of %(date)s, as it was first written.", date=date)
    return _("The reply of %(date)s, as it stands after its last edit.", date=date)
