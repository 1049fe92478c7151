"""What people and moderators do in this room: one verb per file; nothing here commits."""

from forum.moderation.actions._drafts import Verdict
from forum.moderation.actions.claim import claim, take_over
from forum.moderation.actions.decide import decide, draft
from forum.moderation.actions.flag import flag, flag_unseen
from forum.moderation.actions.open_own_case import open_case_on_person, open_own_case
from forum.moderation.actions.override import override, review
from forum.moderation.actions.pass_on import escalate, pass_on
from forum.moderation.actions.remove_many import remove_many
from forum.moderation.actions.second_key import confirm, decline
from forum.moderation.actions.set_desk import set_desk

__all__ = [
    "Verdict",
    "claim",
    "confirm",
    "decide",
    "decline",
    "draft",
    "escalate",
    "flag",
    "flag_unseen",
    "open_case_on_person",
    "open_own_case",
    "override",
    "pass_on",
    "remove_many",
    "review",
    "set_desk",
    "take_over",
]
