"""Note what a member has been shown of a conversation."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from forum.access import Viewer, require
from forum.discussion import policy
from forum.discussion.models import Visit
from forum.discussion.queries.visits import Memory
from forum.lib import asides, clock


def note_visit(viewer: Viewer, memory: Memory, shown: Iterable[int]) -> None:
    """Note that a page with these replies (by their sequence) was opened, if that changes anything.

    It is an aside: nothing that was read in this request may be used after it, and it may fail.
    """
    require(policy.can_keep_visits(viewer))
    present = memory.sitting.looking_at(shown, clock.now())
    if present == memory.kept:
        return
    values = {
        "opened_on": present.opened_on,
        "sitting_until": present.until,
        "seen_through": present.seen.through,
        "seen_beyond": present.seen.beyond_as_bytes(),
        "old_through": present.old.through,
        "old_beyond": present.old.beyond_as_bytes(),
    }
    whose = {"account_id": viewer.account_id, "post_id": memory.post_id}
    # Of two first visits at once, the second insert fails, and what it would have noted is there.
    statement: Executable = insert(Visit).values(values | whose)
    if memory.kept is not None:
        own = (Visit.account_id == viewer.account_id, Visit.post_id == memory.post_id)
        statement = update(Visit).where(*own).values(values)
    asides.note(statement)
