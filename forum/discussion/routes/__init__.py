"""The discussion's pages: reading and writing."""

from forum.discussion.routes import reading
from forum.discussion.routes.room import room

__all__ = ["reading", "room"]
