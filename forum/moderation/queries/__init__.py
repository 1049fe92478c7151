"""What moderators, authors and flaggers may see of cases and decisions."""

from forum.moderation.queries.case import CaseView, FlagView, find_case, is_flagged_by, view_case
from forum.moderation.queries.log import LogPage, log_page
from forum.moderation.queries.mine import Mine, my_moderation
from forum.moderation.queries.queue import QueueItem, open_case_count, queue
from forum.moderation.queries.rules import rule_in_force, rule_of, rules_in_force
from forum.moderation.queries.statement import find_statement, text_of
from forum.moderation.queries.texts import KINDS, find_text, is_readable

__all__ = [
    "KINDS",
    "CaseView",
    "FlagView",
    "LogPage",
    "Mine",
    "QueueItem",
    "find_case",
    "find_statement",
    "find_text",
    "is_flagged_by",
    "is_readable",
    "log_page",
    "my_moderation",
    "open_case_count",
    "queue",
    "rule_in_force",
    "rule_of",
    "rules_in_force",
    "text_of",
    "view_case",
]
