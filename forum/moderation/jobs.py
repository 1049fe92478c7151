"""What the moderators leave to a worker."""

from forum.access import SYSTEM
from forum.lib.jobs import Rest, job
from forum.moderation.actions.let_flags_count import let_flags_count
from forum.moderation.actions.remind import AT_ONCE, remind
from forum.moderation.actions.reveal import tell_revealed


@job("moderation.remind")
def remind_of_overdue() -> Rest:
    """Remind the moderators of cases that have waited for too long."""
    return {} if remind(SYSTEM) == AT_ONCE else None


@job("moderation.let_flags_count")
def let_later_flags_count() -> Rest:
    """Count flags on texts that a moderator had let stand a day before."""
    return {} if let_flags_count(SYSTEM) else None


@job("moderation.tell_revealed")
def tell_those_revealed() -> Rest:
    """Tell members that it was looked up a month ago who had sent their flag."""
    return {} if tell_revealed(SYSTEM) else None
