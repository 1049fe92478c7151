"""The discussion's pages: reading, writing, and changing what one has written."""

from forum.discussion.routes import changing, reading, returning, writing
from forum.discussion.routes.room import room

__all__ = ["changing", "reading", "returning", "room", "writing"]
