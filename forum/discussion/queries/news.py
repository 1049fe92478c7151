"""Which replies of a conversation are new, where the next one stands, and how many came since a page."""

from collections.abc import Iterable, Sized
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import defer, lazyload

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion import placement, policy
from forum.discussion.models import Post, Reply, Visibility
from forum.discussion.queries.visits import Count, memory_of
from forum.discussion.sitting import Seen
from forum.lib.db import db
from forum.lib.ids import is_id

MOST_NEW = 200  # more than anybody steps through; reading on from there finds the others
MOST_ABOVE = 100  # rows of a branch that a page shows above the new reply that it was opened for
LONGEST_NUMBER = 9  # digits, of a database's integer


class NewReply(NamedTuple):
    """A reply that somebody has not been shown."""

    public_id: str
    path: bytes


class Place(NamedTuple):
    """Where reading goes on: at a reply (None: at the top), on the page after a reply (None: the first)."""

    public_id: str | None
    after: str | None
    is_far_down: bool = False  # its branch alone shows it


def find_conversation(viewer: Viewer, public_id: str) -> Post:
    """A piece that a viewer may open, without its words; raises AccessRefused like `posts.find_post`."""
    if not is_id(public_id):
        raise AccessRefused(Hidden())
    post = db.session.scalar(_without_words(), {"public_id": public_id})
    if post is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_post(viewer, post))
    return post


@cache
def _without_words() -> Select[Post]:
    words = (defer(Post.html), defer(Post.source), defer(Post.excerpt), lazyload(Post.persona))
    return select(Post).where(Post.public_id == bindparam("public_id")).options(*words)


def new_replies(viewer: Viewer, post: Post, seen: Seen) -> list[NewReply]:
    """Replies by others that are not among those seen, earliest first, and at most one over MOST_NEW.

    The caller has asked whether the viewer may open the piece.
    """
    if post.last_sequence <= seen.through:
        return []
    query = _published(viewer, post, seen.through).limit(MOST_NEW + 1 + seen.beyond.bit_count())
    found = [
        NewReply(public_id, path)
        for public_id, path, sequence in db.session.execute(query)
        if path is not None and sequence is not None and sequence not in seen
    ]
    return found[: MOST_NEW + 1]


def since(viewer: Viewer, post: Post, number: str) -> tuple[Count, str] | None:
    """How many replies by others came after the one of that number, and the first of them as one reads.

    None when there are none. Raises AccessRefused for what is no number.
    """
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise AccessRefused(Hidden())
    found = new_replies(viewer, post, Seen(int(number)))
    if not found:
        return None
    first = min(found, key=lambda reply: reply.path)
    return count_of(found), first.public_id


def step(viewer: Viewer, post: Post, *, after: str | None = None, before: str | None = None) -> Place | None:
    """The next new reply as one reads, after or before one; with neither, the first that was never shown.

    None when there is no further one, and for whoever is not remembered. Raises AccessRefused for a
    reply that has no place in this conversation.
    """
    memory = memory_of(viewer, post)
    if memory is None:
        return None
    if after is None and before is None:
        never_shown = new_replies(viewer, post, memory.sitting.seen)
        return _place(post, _first(never_shown or new_replies(viewer, post, memory.sitting.old)))
    here = _path(post, after or before or "")
    found = new_replies(viewer, post, memory.sitting.old)
    if after is not None:
        below = _first(reply for reply in found if reply.path > here)
        if below is None and len(found) > MOST_NEW:
            return Place(None, after)  # new ones that were not listed may stand on the next page
        return _place(post, below)
    above = (reply for reply in found if reply.path < here)
    return _place(post, max(above, key=lambda reply: reply.path, default=None))


def count_of(replies: Sized) -> Count:
    """How many new replies there are, as far as anybody counts."""
    return Count(min(len(replies), MOST_NEW), len(replies) > MOST_NEW)


def _first(replies: Iterable[NewReply]) -> NewReply | None:
    """The first as one reads."""
    return min(replies, key=lambda reply: reply.path, default=None)


def _published(viewer: Viewer, post: Post, after: int) -> Select[str, bytes | None, int | None]:
    query = select(Reply.public_id, Reply.path, Reply.sequence).where(
        Reply.post_id == post.id, Reply.sequence > after, Reply.visibility == Visibility.PUBLISHED
    )
    if viewer.persona_id is not None:
        query = query.where(Reply.persona_id != viewer.persona_id)
    return query.order_by(Reply.sequence)


def _path(post: Post, public_id: str) -> bytes:
    query = select(Reply.path).where(Reply.public_id == public_id, Reply.post_id == post.id)
    path = db.session.scalar(query) if is_id(public_id) else None
    if path is None:
        raise AccessRefused(Hidden())
    return path


def _place(post: Post, reply: NewReply | None) -> Place | None:
    """A page that begins with the top-level reply above a new one, unless that is far above it."""
    if reply is None:
        return None
    rows = db.session.execute(
        select(Reply.public_id, Reply.depth)
        .where(Reply.post_id == post.id, Reply.path < reply.path)
        .order_by(Reply.path.desc())
        .limit(MOST_ABOVE + 1)
    ).all()
    is_inside = len(placement.ancestors(reply.path)) > 0
    for public_id, depth in rows:
        if not is_inside:
            return Place(reply.public_id, public_id)
        is_inside = depth > 0
    return Place(reply.public_id, None, is_far_down=len(rows) > MOST_ABOVE)
