"""What the discussion leaves to a worker."""

from forum.access import SYSTEM
from forum.discussion.actions import rename_mentions as renaming
from forum.discussion.actions import rerender
from forum.discussion.actions.take_leave import take_leave
from forum.lib.jobs import Rest, job


@job("discussion.rerender", prepare=lambda **place: rerender.render_batch(SYSTEM, rerender.Place(**place)))
def render_anew(batch: rerender.Batch) -> Rest:
    """Make the HTML of texts anew that an earlier version of the renderer wrote."""
    return rerender.store_batch(SYSTEM, batch)


@job(
    "discussion.rename_mentions",
    prepare=lambda **place: renaming.rewrite_batch(SYSTEM, renaming.Place(**place)),
)
def rename_mentions(batch: renaming.Batch) -> Rest:
    """Have mentions of somebody who goes by another name say that one."""
    return renaming.store_batch(SYSTEM, batch)


@job("discussion.take_leave")
def let_leave() -> Rest:
    """Have those be gone who said so a day ago."""
    return {} if take_leave(SYSTEM) else None
