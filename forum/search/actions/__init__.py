"""What keeps the index complete; nothing here commits."""

from forum.search.actions.catch_up import catch_up
from forum.search.actions.get_ready import get_ready
from forum.search.actions.rebuild import rebuild

__all__ = ["catch_up", "get_ready", "rebuild"]
