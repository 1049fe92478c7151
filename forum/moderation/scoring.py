"""What a flag weighs, and when flags hide a text until a moderator has looked; pure numbers.

The parts and the threshold are Discourse's, tried on thousands of communities; docs/decisions/flag-score.md
says where we differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from forum.access import Role
from forum.moderation.reasons import REASONS, WEIGHTS, Priority

HIDDEN_AT = 8.3  # Discourse's score for hiding at its default sensitivity
MODERATORS_STANDING = 5
DECIDED_ENOUGH = 6  # fewer decided flags say nothing about whoever sent them
USUAL_SHARE = 0.7  # of a person's flags that moderators agree with; better adds, worse takes away
MOST_ACCURACY = 5.0  # as much as a moderator's standing, either way
WATCHED = 4.0  # of a watched phrase, in the queue only: as much as the longest standing
ESTABLISHED = 2  # the standing from which one flag for exposure hides
VISITORS_IN_DANGER = 2  # an address is changed in a minute, so one visitor alone hides nothing

# Standing by days since joining, once a newcomer's texts were approved: what nobody can buy is time.
STANDINGS = ((365, 4), (90, 3), (14, 2), (0, 1))


@dataclass(frozen=True)
class Flagger:
    """What the score may know of a member who flags."""

    role: Role
    is_known: bool  # no newcomer, and neither suspended nor limited for now
    days: int  # since they joined


@dataclass(frozen=True)
class Counted:
    """A flag that waits and counts; a visitor's has no standing."""

    reason: str
    score: float
    standing: int | None


def standing(flagger: Flagger | None) -> int:
    """From 0 to 4; 5 for moderators.

    Cases: a visitor: 0 · a newcomer, or somebody restricted, moderators too: 0 · a moderator: 5 · else
    by the days since they joined.
    """
    if flagger is None or not flagger.is_known:
        return 0
    if flagger.role >= Role.MODERATOR:
        return MODERATORS_STANDING
    return next((stands for least, stands in STANDINGS if flagger.days >= least), 0)


def accuracy(agreed: int, decided: int) -> float:
    """How right somebody's flags have been: 0 until enough of them were decided, then up to 5 either way."""
    if decided < DECIDED_ENOUGH:
        return 0.0
    exact = (agreed / decided - USUAL_SHARE) * log(decided, 4) * 5
    return max(-MOST_ACCURACY, min(MOST_ACCURACY, exact))


def score(reason: str, stands: int, accurate: float) -> float:
    """What a flag adds to its case's score, never less than nothing; a worry about a person adds nothing."""
    why = REASONS.get(reason, REASONS["other"])
    return 0.0 if why.is_care else max(0.0, 1 + stands + accurate + WEIGHTS[why.priority])


def hides(flags: Sequence[Counted]) -> bool:
    """Whether flags hide a text until a moderator has looked.

    Cases: danger, by a member, or by two visitors: yes · exposure, by one established member: yes · the
    score of the members' flags reaches the threshold: yes · else no, as visitors' only sort the queue.
    """
    heavy = [flag for flag in flags if flag.score > 0]  # neither a worry nor the same network again
    members = [flag for flag in heavy if flag.standing is not None]
    danger = [flag for flag in heavy if _priority(flag) == Priority.DANGER]
    if any(flag.standing is not None for flag in danger) or len(danger) >= VISITORS_IN_DANGER:
        return True
    if any(_priority(flag) == Priority.EXPOSURE and (flag.standing or 0) >= ESTABLISHED for flag in heavy):
        return True
    return sum(flag.score for flag in members) >= HIDDEN_AT


def _priority(flag: Counted) -> Priority:
    return REASONS.get(flag.reason, REASONS["other"]).priority
