"""Write a decision down, in the fields of Article 17(3) of the Digital Services Act."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from forum.access import Viewer
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.moderation import possible, queries
from forum.moderation.models import (
    Case,
    CaseOrigin,
    Decision,
    DecisionAction,
    DecisionSource,
    Redress,
    RuleVersion,
)
from forum.moderation.refusals import DetailMissing, ReasonsMissing, UnknownAction, UnknownRule

REDRESS_LASTS = timedelta(days=183)  # six months, as Article 20 of the same Act asks


@dataclass(frozen=True)
class Verdict:
    """What a moderator wants done: the action, the rule it rests on, why, and what the action needs."""

    action: str
    rule: int | None = None  # its number; only what is against somebody must cite one
    reasons: str = ""
    facts: str = ""  # what the text does, where the moderator says it apart from the reasons
    details: Mapping[str, str] = field(default_factory=dict)  # hours, minutes, space, note

    def stored(self) -> dict[str, Any]:
        """As a proposal keeps it until the second key is turned."""
        return asdict(self)


def write(viewer: Viewer, case: Case, verdict: Verdict) -> Decision:
    """The decision as a row that is in no session yet; raises a Refusal where something is missing."""
    action = verdict.action
    if action not in possible.actions(viewer, case, queries.ground_of(case)):
        raise UnknownAction
    text, now = case.text, clock.now()
    cited = _rule(action, verdict.rule)
    details = _details(action, verdict.details)
    persona = text.persona if text is not None else case.persona
    return Decision(
        case_id=case.id,
        subject_persona_id=persona.id if persona else None,
        decided_by_id=viewer.account_id,
        decided_as=viewer.role.name.lower(),
        decided_at=now,
        action=action,
        text_revision=text.revision if text is not None else None,
        in_force_from=now,
        in_force_until=_end(action, details, now),
        facts=verdict.facts.strip() or _facts(text),
        source=DecisionSource.FLAG if case.flags else DecisionSource.OWN_INITIATIVE,
        automated_detection=case.origin == CaseOrigin.HELD,
        automated_decision=False,
        rule_number=cited.number if cited else None,
        rule_version=cited.version if cited else None,
        reasons=_reasons(action, verdict.reasons),
        details=details,
        redress=Redress.WRITE_TO_US if action in possible.WITHOUT_WORDS else Redress.APPEAL,
        redress_until=now.date() + REDRESS_LASTS,
    )


def _rule(action: str, number: int | None) -> RuleVersion | None:
    """The rule as worded now."""
    cited = queries.rule_in_force(number) if number is not None else None
    if cited is None and (number is not None or action in possible.AGAINST):
        raise UnknownRule
    return cited


def _reasons(action: str, reasons: str) -> str:
    if reasons.strip():
        return reasons.strip()
    if action == DecisionAction.APPROVE:
        return _("We found nothing in it that breaks the rules.")
    if action == DecisionAction.DISMISS:
        return _("We found nothing that needs a decision.")
    raise ReasonsMissing


def _details(action: str, given: Mapping[str, str]) -> dict[str, str]:
    """What the action needs and nothing else, so that no half-filled field stays in the record."""
    wanted: tuple[str, ...] = {
        DecisionAction.LIMIT: ("hours",),
        DecisionAction.SUSPEND: ("hours",),
        DecisionAction.SLOW: ("hours", "minutes"),
        DecisionAction.MOVE: ("space",),
        DecisionAction.REQUIRE_NOTE: ("note",),
    }.get(DecisionAction(action), ())
    for name in wanted:
        if not _is_fit(name, given.get(name, "").strip()):
            raise DetailMissing(name)
    if action == DecisionAction.LOCK and _is_fit("hours", given.get("hours", "")):
        wanted = ("hours",)  # a lock may end or not
    return {name: given[name].strip() for name in wanted}


def _is_fit(name: str, value: str) -> bool:
    if name == "hours":
        return value in {str(hours) for hours in possible.HOURS}
    if name == "minutes":
        return value in {str(minutes) for minutes in possible.MINUTES}
    return bool(value) and len(value) <= possible.LONGEST_NOTE


def _end(action: str, details: Mapping[str, str], now: datetime) -> datetime | None:
    if action == DecisionAction.WARN:
        return now + possible.WARNED_FOR
    return now + timedelta(hours=int(details["hours"])) if "hours" in details else None


def _facts(text: Post | Reply | None) -> str:
    if text is None:
        return _("What was written and done under the pen name, taken together.")
    date = format_date(text.created_at, "d MMMM yyyy")
    if isinstance(text, Post):
        if text.revision == 1:
            return _("The piece of %(date)s, as it was first written.", date=date)
        return _("The piece of %(date)s, as it stands after its last edit.", date=date)
    if text.revision == 1:
        return _("The reply of %(date)s, as it was first written.", date=date)
    return _("The reply of %(date)s, as it stands after its last edit.", date=date)
