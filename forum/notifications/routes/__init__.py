"""The page of notices, and the settings of hearing by mail that there are some."""

from forum.notifications.routes import mail, notices
from forum.notifications.routes.room import room

__all__ = ["mail", "notices", "room"]
