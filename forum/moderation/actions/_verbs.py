"""What each decision does, one small function each; they fill in what the decision did."""

from collections.abc import Callable

from forum.access import Viewer
from forum.moderation.actions import _on_appeals as appeals
from forum.moderation.actions import _on_conversations as conversations
from forum.moderation.actions import _on_people as people
from forum.moderation.actions import _on_texts as texts
from forum.moderation.models import Case, Decision, DecisionAction

Verb = Callable[[Viewer, Case, Decision], None]

VERBS: dict[DecisionAction, Verb] = {
    DecisionAction.APPROVE: texts.approve,
    DecisionAction.REMOVE: texts.remove,
    DecisionAction.RESTORE: texts.restore,
    DecisionAction.LOCK: conversations.lock,
    DecisionAction.UNLOCK: conversations.unlock,
    DecisionAction.SLOW: conversations.slow,
    DecisionAction.MOVE: conversations.move,
    DecisionAction.REQUIRE_NOTE: conversations.require_note,
    DecisionAction.WARN: people.warn,
    DecisionAction.LIMIT: people.limit,
    DecisionAction.SUSPEND: people.suspend,
    DecisionAction.BAN: people.ban,
    DecisionAction.LIFT: people.lift,
    DecisionAction.CARE: people.care,
    DecisionAction.DISMISS: people.dismiss,
    DecisionAction.UPHOLD: appeals.uphold,
    DecisionAction.REVERSE: appeals.reverse,
}
