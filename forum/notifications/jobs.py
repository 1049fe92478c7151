"""What notices leave to a worker."""

from forum.access import SYSTEM
from forum.lib.jobs import Rest, job
from forum.notifications.actions import tell_of_ends as ends
from forum.notifications.actions.tell_flaggers import tell_flaggers


@job("notifications.tell_flaggers")
def tell_more_flaggers(decision: int, after: int) -> Rest:
    """Tell those who flagged what came of it, where they are too many for one transaction."""
    return tell_flaggers(SYSTEM, decision, after)


@job("notifications.tell_of_ends")
def tell_of_ends() -> Rest:
    """Tell people that a warning, a limit or a suspension of theirs is over."""
    return {} if ends.tell_of_ends(SYSTEM) == ends.AT_ONCE else None
