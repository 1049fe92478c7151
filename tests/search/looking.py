"""Short ways to look for something, and to say what was found."""

from forum.access import SYSTEM, Viewer
from forum.discussion.models import Post, Reply, Space
from forum.lib.db import db
from forum.search import asked, queries
from forum.search.actions import catch_up
from forum.search.queries import Kind


def find(viewer: Viewer, typed: str, kind: Kind = Kind.ALL, space: Space | None = None) -> list[Post | Reply]:
    """What a viewer finds, in its order, from the first page to the last."""
    db.session.flush()
    while catch_up(SYSTEM):
        pass
    words = asked.read(typed)
    page = queries.search(viewer, words, kind, space)
    found = list(page.texts)
    while page.next_after is not None:
        page = queries.search(viewer, words, kind, space, page.next_after)
        found += page.texts
    assert len(found) == page.count
    return found


def finds(viewer: Viewer, typed: str) -> bool:
    """Whether a viewer finds anything."""
    return bool(find(viewer, typed))
