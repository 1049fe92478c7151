"""What waits: for a moderator or for a piece's author; and what a piece's author has hidden."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import defer

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion import tending
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, cut

REPLIES_A_PAGE = 20
MOST_COUNTED = 100  # "more than 100" says enough
MOST_SHOWN = 20  # a newcomer has two; more wait only when moderators are away


def own_replies(viewer: Viewer) -> Sequence[Reply]:
    """The viewer's own replies that wait to be read, newest first, under pieces that are there."""
    if viewer.persona_id is None:
        return []
    query = select(Reply).join(Reply.post).options(defer(Reply.source))
    query = query.where(
        Reply.persona_id == viewer.persona_id,
        Reply.visibility.in_((Visibility.HELD, Visibility.AWAITING)),
        Post.visibility == Visibility.PUBLISHED,
    )
    return db.session.scalars(query.order_by(Reply.id.desc()).limit(MOST_SHOWN)).all()


def count_for_author(viewer: Viewer, post: Post) -> int:
    """How many replies wait for the author of a piece, at most one over MOST_COUNTED; for them only."""
    require(tending.can_tend(viewer, post))
    ids = select(Reply.id).where(Reply.post_id == post.id, _is(Visibility.AWAITING))
    ids = ids.order_by(Reply.id).limit(MOST_COUNTED + 1)  # in the order of the index, or SQLite takes another
    return db.session.scalar(select(func.count()).select_from(ids.subquery())) or 0


def for_author(viewer: Viewer, post: Post, after: str | None = None) -> Page[Reply]:
    """The replies that wait for the author of a piece, in the order in which they came."""
    require(tending.can_see_waiting(viewer, post))
    query = select(Reply).where(Reply.post_id == post.id, _is(Visibility.AWAITING))
    if after is not None:
        query = query.where(Reply.id > _last(post, after))
    return cut(db.session.scalars(query.order_by(Reply.id).limit(REPLIES_A_PAGE + 1)).all(), REPLIES_A_PAGE)


def hidden_by_author(viewer: Viewer, post: Post, after: str | None = None) -> Page[Reply]:
    """The replies that the author of a piece has hidden, the latest ones first."""
    require(tending.can_see_waiting(viewer, post))
    query = select(Reply).where(Reply.post_id == post.id, _is(Visibility.SET_ASIDE))
    if after is not None:
        query = query.where(Reply.id < _last(post, after))
    query = query.order_by(Reply.id.desc()).limit(REPLIES_A_PAGE + 1)
    return cut(db.session.scalars(query).all(), REPLIES_A_PAGE)


def _is(state: Visibility) -> ColumnElement[bool]:
    """Written out, as a partial index serves only a condition that names its value."""
    return Reply.visibility == literal_column(f"'{state.value}'")


def _last(post: Post, public_id: str) -> int:
    """The reply that a page begins after; it may have been decided about meanwhile."""
    last = by_public_id(Reply, public_id)
    if last is None or last.post_id != post.id:
        raise AccessRefused(Hidden())
    return last.id
