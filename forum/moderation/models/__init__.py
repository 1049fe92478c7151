"""The moderation's tables."""

from forum.moderation.models.appeal import Appeal
from forum.moderation.models.case import Case, CaseOrigin, CaseState
from forum.moderation.models.decision import (
    Decision,
    DecisionAction,
    DecisionSource,
    LogEntry,
    Redress,
)
from forum.moderation.models.desk import CasePass, DailyCap, SparedReason, WatchPhrase
from forum.moderation.models.flag import Flag, FlagOutcome
from forum.moderation.models.rule import RuleVersion
from forum.moderation.models.two_keys import ConflictOverride, Proposal, ProposalState, Reveal

__all__ = [
    "Appeal",
    "Case",
    "CaseOrigin",
    "CasePass",
    "CaseState",
    "ConflictOverride",
    "DailyCap",
    "Decision",
    "DecisionAction",
    "DecisionSource",
    "Flag",
    "FlagOutcome",
    "LogEntry",
    "Proposal",
    "ProposalState",
    "Redress",
    "Reveal",
    "RuleVersion",
    "SparedReason",
    "WatchPhrase",
]
