"""The gate, the exit, and proving one's age."""

from forum.agegate.routes import asking, proving
from forum.agegate.routes.room import room

__all__ = ["asking", "proving", "room"]
