"""What moderators, authors and flaggers may see of cases and decisions."""

from forum.moderation.queries.case import CaseView, FlagView, find_case, view_case
from forum.moderation.queries.desk import Desk, desk, is_enough_for_today
from forum.moderation.queries.figures import Figures, figures
from forum.moderation.queries.log import LogPage, log_page
from forum.moderation.queries.mine import Mine, my_moderation
from forum.moderation.queries.queue import QueueItem, Tab, open_case_count, queue
from forum.moderation.queries.reveals import RevealView, find_flag, find_reveal, reveals
from forum.moderation.queries.rules import (
    HIGHEST_NUMBER,
    Change,
    all_wordings,
    changes_for,
    is_behind,
    newest_wording,
    newest_wordings,
    rule_in_force,
    rule_of,
    rules_in_force,
    wordings_of,
)
from forum.moderation.queries.second_keys import (
    OverrideView,
    find_override,
    find_proposal,
    overrides,
)
from forum.moderation.queries.statement import find_statement, text_of
from forum.moderation.queries.texts import KINDS, find_text, is_readable
from forum.moderation.queries.ties import (
    can_never_decide,
    gravest_priority,
    ground_of,
    moderator_count,
    override_of,
    ties,
    waiting_proposal,
)

__all__ = [
    "HIGHEST_NUMBER",
    "KINDS",
    "CaseView",
    "Change",
    "Desk",
    "Figures",
    "FlagView",
    "LogPage",
    "Mine",
    "OverrideView",
    "QueueItem",
    "RevealView",
    "Tab",
    "all_wordings",
    "can_never_decide",
    "changes_for",
    "desk",
    "figures",
    "find_case",
    "find_flag",
    "find_override",
    "find_proposal",
    "find_reveal",
    "find_statement",
    "find_text",
    "gravest_priority",
    "ground_of",
    "is_behind",
    "is_enough_for_today",
    "is_readable",
    "log_page",
    "moderator_count",
    "my_moderation",
    "newest_wording",
    "newest_wordings",
    "open_case_count",
    "override_of",
    "overrides",
    "queue",
    "reveals",
    "rule_in_force",
    "rule_of",
    "rules_in_force",
    "text_of",
    "ties",
    "view_case",
    "waiting_proposal",
    "wordings_of",
]
