"""Having an archive made, and making it."""

from forum.export.actions.ask import ask
from forum.export.actions.make import Made, pack, store

__all__ = ["Made", "ask", "pack", "store"]
