"""The pages of joining, signing in, getting back in, and one's own settings."""

from forum.accounts.routes import entering, leaving, recovering, settings
from forum.accounts.routes.room import room

__all__ = ["entering", "leaving", "recovering", "room", "settings"]
