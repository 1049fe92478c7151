"""What the moderators do, for higher rooms to hear."""

from dataclasses import dataclass

from forum.discussion.models import Post, Reply
from forum.moderation.models import Decision, Flag


@dataclass(frozen=True)
class DecisionMade:
    """A moderator decided about a text; fires once the text, the flags and the log say so."""

    decision: Decision
    text: Post | Reply
    before: str  # the text's visibility until then
    flags: tuple[Flag, ...]  # those the decision has answered
