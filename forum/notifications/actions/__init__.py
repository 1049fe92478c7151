"""What people do with their notices, one file per verb."""

from forum.notifications.actions.give_address import confirm_address, forget_address, give_address
from forum.notifications.actions.mark_all_read import mark_all_read
from forum.notifications.actions.note_look import note_look
from forum.notifications.actions.open_notice import open_notice
from forum.notifications.actions.tell_flaggers import tell_flaggers
from forum.notifications.actions.tell_of_archive import tell_of_archive

__all__ = [
    "confirm_address",
    "forget_address",
    "give_address",
    "mark_all_read",
    "note_look",
    "open_notice",
    "tell_flaggers",
    "tell_of_archive",
]
