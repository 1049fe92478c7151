"""What the index leaves to a worker."""

from forum.access import SYSTEM
from forum.lib.jobs import Rest, job
from forum.search import actions


@job("search.catch_up")
def catch_up(most: int = actions.AT_ONCE) -> Rest:
    """Read the words of texts that are new, so that the next search has little to read first."""
    return {"most": most} if actions.catch_up(SYSTEM, most) == most else None


@job("search.forget")
def forget(begins: int = 1) -> Rest:
    """Take words that no text holds any more out of the file, one part after the other."""
    return {"begins": 0} if actions.forget(SYSTEM, begins=bool(begins)) else None
