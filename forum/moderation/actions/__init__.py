"""What people and moderators do in this room: one verb per file; nothing here commits."""

from forum.moderation.actions._drafts import Verdict
from forum.moderation.actions.claim import claim, take_over
from forum.moderation.actions.decide import decide, draft
from forum.moderation.actions.flag import flag, flag_unseen
from forum.moderation.actions.open_own_case import open_own_case

__all__ = ["Verdict", "claim", "decide", "draft", "flag", "flag_unseen", "open_own_case", "take_over"]
