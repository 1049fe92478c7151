"""What the moderators do, for higher rooms to hear."""

from dataclasses import dataclass

from forum.discussion.models import Post, Reply
from forum.moderation.models import Appeal, Case, Decision, Flag


@dataclass(frozen=True)
class DecisionMade:
    """A moderator decided; fires once the text, the flags and the log say so."""

    decision: Decision
    text: Post | Reply | None  # None where it is about a person
    before: str | None  # the text's visibility until then
    flags: tuple[Flag, ...]  # those the decision has answered


@dataclass(frozen=True)
class AppealQuestioned:
    """Whoever decides an appeal has asked their one question; fires once it is stored."""

    appeal: Appeal


@dataclass(frozen=True)
class CasesOverdue:
    """Cases have waited for longer than they should; fires once for each."""

    cases: tuple[Case, ...]


@dataclass(frozen=True)
class FlaggerRevealed:
    """It was looked up who had sent a flag, and the time has come to say so to them; fires once."""

    flag: Flag
