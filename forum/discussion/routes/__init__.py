"""The discussion's pages: reading, writing, and changing what one has written."""

from forum.discussion.routes import bookmarks, changing, reach, reading, returning, spaces, tending, writing
from forum.discussion.routes.room import room

__all__ = ["bookmarks", "changing", "reach", "reading", "returning", "room", "spaces", "tending", "writing"]
