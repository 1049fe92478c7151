"""What people do with their notices, one file per verb."""

from forum.notifications.actions.mark_all_read import mark_all_read
from forum.notifications.actions.open_notice import open_notice
from forum.notifications.actions.tell_flaggers import tell_flaggers

__all__ = ["mark_all_read", "open_notice", "tell_flaggers"]
