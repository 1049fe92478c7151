"""What the discussion leaves to a worker."""

from forum.access import SYSTEM
from forum.discussion.actions import rerender
from forum.lib.jobs import Rest, job


@job("discussion.rerender", prepare=lambda **place: rerender.render_batch(SYSTEM, rerender.Place(**place)))
def render_anew(batch: rerender.Batch) -> Rest:
    """Make the HTML of texts anew that an earlier version of the renderer wrote."""
    return rerender.store_batch(SYSTEM, batch)
