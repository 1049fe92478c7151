"""The policies as filters: which rows a viewer may read (a test holds the two together)."""

from functools import cache

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import contains_eager

from forum.access import AgeLevel, Viewer
from forum.discussion.models import Audience, Post, Reply, Space, Visibility
from forum.discussion.policy import PIECE_AUTHORS


def readable_posts(viewer: Viewer) -> Select[Post]:
    """The pieces whose words a viewer may read: `policy.can_read_post` as a query."""
    return _with_space(select(Post)).where(_may_open(viewer), _may_read(viewer, Post))


def readable_replies(viewer: Viewer) -> Select[Reply]:
    """The replies whose words a viewer may read: `policy.can_read_reply` as a query."""
    query = select(Reply).join(Reply.post).join(Post.space)
    query = query.options(contains_eager(Reply.post).contains_eager(Post.space))
    return query.where(_may_open(viewer), or_(_may_read(viewer, Reply), _beneath_own_piece(viewer)))


def openable_posts(viewer: Viewer) -> Select[Post]:
    """The pieces whose page a viewer may open: `policy.can_open_post` as a query."""
    return _with_space(select(Post)).where(_may_open(viewer))


def readable_spaces(viewer: Viewer) -> Select[Space]:
    """The spaces a viewer may see: `policy.can_read_space` as a query."""
    return _spaces(viewer.age_level)


@cache
def _spaces(age_level: AgeLevel) -> Select[Space]:
    """Made once for each level, since every front page asks."""
    return select(Space).where(Space.age_min <= age_level).order_by(Space.position, Space.id)


def _with_space(query: Select[Post]) -> Select[Post]:
    return query.join(Post.space).options(contains_eager(Post.space))


def _may_open(viewer: Viewer) -> ColumnElement[bool]:
    shown = and_(Post.published_at.is_not(None), Post.visibility != Visibility.HIDDEN)
    member = viewer.is_signed_in or viewer.is_system
    return and_(
        or_(shown, _own_or_all(viewer, Post)),
        true() if member else Post.audience == Audience.EVERYONE,
        Post.age_min <= viewer.age_level,
        Space.age_min <= viewer.age_level,
    )


def _may_read(viewer: Viewer, text: type[Post] | type[Reply]) -> ColumnElement[bool]:
    return or_(text.visibility == Visibility.PUBLISHED, _own_or_all(viewer, text))


def _beneath_own_piece(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.persona_id is None:
        return false()
    return and_(Reply.visibility.in_(PIECE_AUTHORS), Post.persona_id == viewer.persona_id)


def _own_or_all(viewer: Viewer, text: type[Post] | type[Reply]) -> ColumnElement[bool]:
    if viewer.is_moderator:
        return true()
    return text.persona_id == viewer.persona_id if viewer.persona_id is not None else false()
