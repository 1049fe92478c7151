"""The pages of flagging, of the moderators' work, and of what came of it."""

from forum.moderation.routes import cases, flagging, records
from forum.moderation.routes.room import room

__all__ = ["cases", "flagging", "records", "room"]
