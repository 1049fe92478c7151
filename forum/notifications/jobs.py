"""What notices leave to a worker."""

from forum.access import SYSTEM
from forum.lib.jobs import Rest, job
from forum.notifications.actions import gather_mail as gathering
from forum.notifications.actions import send_mail as sending
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


@job("notifications.gather_mail")
def gather_mail() -> Rest:
    """Queue mail for those who have not seen for a while that there is something to read."""
    return {} if gathering.gather_mail(SYSTEM) == gathering.AT_ONCE else None


@job("notifications.send_mail", prepare=lambda account: sending.deliver(SYSTEM, account))
def send_mail(delivery: sending.Delivery | None) -> None:
    """Send what waits for a member's address."""
    sending.note_delivery(SYSTEM, delivery)
