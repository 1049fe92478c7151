"""What the moderators leave to a worker."""

from forum.access import SYSTEM
from forum.lib.jobs import Rest, job
from forum.moderation.actions.remind import AT_ONCE, remind


@job("moderation.remind")
def remind_of_overdue() -> Rest:
    """Remind the moderators of cases that have waited for too long."""
    return {} if remind(SYSTEM) == AT_ONCE else None
