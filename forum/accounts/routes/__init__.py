"""The pages of joining, signing in, getting back in, and one's own settings."""

from forum.accounts.routes import (
    by_passkey,
    confirming,
    entering,
    leaving,
    pen_names,
    recovering,
    settings,
    ways_in,
)
from forum.accounts.routes.room import room

__all__ = [
    "by_passkey",
    "confirming",
    "entering",
    "leaving",
    "pen_names",
    "recovering",
    "room",
    "settings",
    "ways_in",
]
