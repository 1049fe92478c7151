"""What keeps the index complete; nothing here commits."""

from forum.search.actions.catch_up import AT_ONCE, catch_up
from forum.search.actions.forget import forget
from forum.search.actions.get_ready import get_ready
from forum.search.actions.rebuild import rebuild

__all__ = ["AT_ONCE", "catch_up", "forget", "get_ready", "rebuild"]
