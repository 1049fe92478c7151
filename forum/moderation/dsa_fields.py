"""A decision in the field names of the European Commission's transparency database for the DSA; pure.

https://transparency.dsa.ec.europa.eu/page/api-documentation, as of July 2025. Nothing personal is in it: the
moderators' own words may speak of people, so the rule's wording and a plain sentence stand for them.
"""

from datetime import datetime

from forum.discussion.models import Post, Reply
from forum.moderation.models import Decision, DecisionAction, DecisionSource, RuleVersion
from forum.moderation.reasons import Priority, Reason

# Warnings take nothing away, and a decision on an appeal is no new restriction.
REPORTED = (
    *(DecisionAction.REMOVE, DecisionAction.LOCK, DecisionAction.SLOW, DecisionAction.MOVE),
    *(DecisionAction.REQUIRE_NOTE, DecisionAction.LIMIT, DecisionAction.SUSPEND, DecisionAction.BAN),
)
FIELDS = (
    *("puid", "decision_visibility", "decision_visibility_other", "end_date_visibility_restriction"),
    *("decision_monetary", "decision_provision", "end_date_service_restriction"),
    *("decision_account", "end_date_account_restriction", "account_type"),
    *("decision_ground", "illegal_content_legal_ground", "illegal_content_explanation"),
    *("incompatible_content_ground", "incompatible_content_explanation", "incompatible_content_illegal"),
    *("category", "content_type", "content_date", "application_date", "decision_facts"),
    *("source_type", "automated_detection", "automated_decision"),
)

_VISIBILITY = {
    DecisionAction.REMOVE: "DECISION_VISIBILITY_CONTENT_REMOVED",
    DecisionAction.LOCK: "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    DecisionAction.SLOW: "DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED",
    DecisionAction.MOVE: "DECISION_VISIBILITY_OTHER",
    DecisionAction.REQUIRE_NOTE: "DECISION_VISIBILITY_CONTENT_LABELLED",
}
_ACCOUNT = {
    DecisionAction.SUSPEND: "DECISION_ACCOUNT_SUSPENDED",
    DecisionAction.BAN: "DECISION_ACCOUNT_TERMINATED",
}
_CATEGORY = {
    "hate": "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
    "harassment": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "stalking": "STATEMENT_CATEGORY_CYBER_VIOLENCE",
    "identifies": "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
    "child_safety": "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
    "threat_to_life": "STATEMENT_CATEGORY_VIOLENCE",
}
_OTHER = "STATEMENT_CATEGORY_OTHER_VIOLATION_TC"
# Article 16 is about notices of what is against the law; most flags speak of the community's own rules.
_NOTICES = frozenset((Priority.DANGER, Priority.LAW))


def row(
    decision: Decision, text: Post | Reply | None, rule: RuleVersion | None, reason: Reason | None
) -> dict[str, str]:
    """One decision; `reason` is the most serious one for which it was flagged."""
    action = DecisionAction(decision.action)
    end = _day(decision.in_force_until)
    of_account = _ACCOUNT.get(action, "")
    is_limit = action == DecisionAction.LIMIT
    return dict.fromkeys(FIELDS, "") | {
        "puid": decision.public_id,
        "decision_visibility": f'["{_VISIBILITY[action]}"]' if action in _VISIBILITY else "",
        "decision_visibility_other": "Moved to another section" if action == DecisionAction.MOVE else "",
        "end_date_visibility_restriction": end if action in _VISIBILITY else "",
        "decision_provision": "DECISION_PROVISION_PARTIAL_SUSPENSION" if is_limit else "",
        "end_date_service_restriction": end if is_limit else "",
        "decision_account": of_account,
        "end_date_account_restriction": end if of_account else "",
        "account_type": "ACCOUNT_TYPE_PRIVATE",
        **(_law(decision.law) if decision.law is not None else _rule(rule)),
        "category": _CATEGORY.get(reason.code, _OTHER) if reason else _OTHER,
        "content_type": '["CONTENT_TYPE_TEXT"]',
        "content_date": _day(text.created_at if text is not None else decision.decided_at),
        "application_date": _day(decision.in_force_from),
        "decision_facts": _facts(text),
        "source_type": _source(decision, reason),
        "automated_detection": "Yes" if decision.automated_detection else "No",
        "automated_decision": "AUTOMATED_DECISION_FULLY"
        if decision.automated_decision
        else "AUTOMATED_DECISION_NOT_AUTOMATED",
    }


def _source(decision: Decision, reason: Reason | None) -> str:
    if decision.source == DecisionSource.OWN_INITIATIVE:
        return "SOURCE_VOLUNTARY"
    is_notice = reason is not None and reason.priority in _NOTICES
    return "SOURCE_ARTICLE_16" if is_notice else "SOURCE_TYPE_OTHER_NOTIFICATION"


def _law(law: str) -> dict[str, str]:
    return {
        "decision_ground": "DECISION_GROUND_ILLEGAL_CONTENT",
        "illegal_content_legal_ground": law,
        "illegal_content_explanation": f"A person read the text and found that it breaks {law}.",
    }


def _rule(rule: RuleVersion | None) -> dict[str, str]:
    cited = f"Rule {rule.number}, version {rule.version}: {rule.title}" if rule is not None else "The rules"
    return {
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": cited,
        "incompatible_content_explanation": rule.text if rule is not None else "",
        "incompatible_content_illegal": "No",
    }


def _facts(text: Post | Reply | None) -> str:
    if text is None:
        return "A person looked at what was written under one pen name, taken together."
    return f"A person read one {'piece' if isinstance(text, Post) else 'reply'} and decided on it."


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment is not None else ""
