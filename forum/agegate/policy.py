"""The age gate's rule, as a pure function."""

from datetime import date, timedelta

from forum.access import AgeLevel

POLICY_VERSION = 1  # older cookies must answer again when the policy changes
SESSION_DAYS = 7  # a browser that is never closed is asked again after a week
REMEMBERED_DAYS = 30  # where that was ticked; a device changes hands


def level_of(level: int, version: int, expires_on: date, today: date) -> AgeLevel:
    """The age level that a stored answer is still worth.

    Cases: another policy's answer: none · expired: none · unknown level: none · else the level.
    """
    if version != POLICY_VERSION or expires_on < today or level not in {*AgeLevel}:
        return AgeLevel.NONE
    return AgeLevel(level)


def expiry(today: date, remembered: bool) -> date:
    """The last day on which an answer given today counts."""
    return today + timedelta(days=REMEMBERED_DAYS if remembered else SESSION_DAYS)
