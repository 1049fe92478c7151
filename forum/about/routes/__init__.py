"""The pages about the place."""

from forum.about.routes import pages, transparency
from forum.about.routes.room import room

__all__ = ["pages", "room", "transparency"]
