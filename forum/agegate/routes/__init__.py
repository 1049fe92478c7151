"""The gate, the exit, and proving one's age."""

from forum.agegate.routes import asking, proving, state
from forum.agegate.routes.room import room

__all__ = ["asking", "proving", "room", "state"]
