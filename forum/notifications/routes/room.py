"""Where the room's routes hang."""

from forum.web.doors import Room

room = Room("notifications", "forum.notifications")
