"""The moderation's tables."""

from forum.moderation.models.case import Case, CaseOrigin, CaseState
from forum.moderation.models.decision import (
    Decision,
    DecisionAction,
    DecisionSource,
    LogEntry,
    Redress,
)
from forum.moderation.models.flag import Flag, FlagOutcome
from forum.moderation.models.rule import RuleVersion

__all__ = [
    "Case",
    "CaseOrigin",
    "CaseState",
    "Decision",
    "DecisionAction",
    "DecisionSource",
    "Flag",
    "FlagOutcome",
    "LogEntry",
    "Redress",
    "RuleVersion",
]
