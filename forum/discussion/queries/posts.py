"""Lists of pieces, and finding one."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, and_, bindparam, exists, func, select
from sqlalchemy.orm import defer, lazyload

from forum.access import AccessRefused, AgeLevel, Allowed, Hidden, Viewer, require
from forum.discussion import policy
from forum.discussion.models import Audience, Post, Reply, Space, Visibility
from forum.discussion.queries.readable import readable_posts, readable_spaces
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, before, cut

PIECES_A_PAGE = 20
IN_PASSING = (defer(Post.source), defer(Post.html), lazyload(Post.persona))


def spaces(viewer: Viewer) -> list[Space]:
    """The spaces a viewer may see, in their order."""
    return list(db.session.scalars(readable_spaces(viewer)))


def find_space(viewer: Viewer, slug: str) -> Space:
    """The space at an address; raises AccessRefused where there is none for this viewer."""
    space = db.session.scalar(select(Space).where(Space.slug == slug)) if _may_be_slug(slug) else None
    if space is None:
        raise AccessRefused(Hidden())
    require(policy.can_read_space(viewer, space))
    return space


def find_post(viewer: Viewer, public_id: str, *, in_passing: bool = False) -> Post:
    """The piece whose page a viewer may open; raises AccessRefused where there is none.

    In passing, its words and its author are read only if somebody asks for them.
    """
    post = by_public_id(Post, public_id, *(IN_PASSING if in_passing else ()))
    if post is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_post(viewer, post))
    return post


def newest(
    viewer: Viewer, *, space: Space | None = None, persona_id: int | None = None, after: str | None = None
) -> Page[Post]:
    """Pieces, newest first, everywhere or in one space or by one pen name.

    `after` is the public id of the last piece of the page before; an unknown one raises
    AccessRefused. Only an author finds their own waiting pieces here, and only on their own page.
    """
    values: dict[str, object] = {}
    if space is not None:
        values["space"] = space.id
    if persona_id is not None:
        values["persona"] = persona_id
    if after is not None:
        values["at"], values["id"] = _place(_cursor(viewer, after))
    found = db.session.scalars(_newest(_kind(viewer), frozenset(values)), values)
    return cut(found.all(), PIECES_A_PAGE)


def waiting_posts(viewer: Viewer) -> list[Post]:
    """The viewer's own pieces that wait for a moderator."""
    if viewer.persona_id is None:
        return []
    query = select(Post).where(Post.persona_id == viewer.persona_id, Post.visibility == Visibility.HELD)
    return list(db.session.scalars(query.order_by(Post.id.desc()).limit(PIECES_A_PAGE)))


def is_open_post(public_id: str) -> bool:
    """Whether a piece is open to people who have not passed the gate; the same look-up for any id."""
    return _exists(_open_posts().where(Post.public_id == public_id))


def is_open_reply(public_id: str) -> bool:
    """Whether a reply stands under a piece that is open without the gate."""
    return _exists(
        _open_posts()
        .join(Reply, Reply.post_id == Post.id)
        .where(Reply.public_id == public_id, Reply.published_at.is_not(None))
    )


def is_open_space(slug: str) -> bool:
    """Whether a space is open to people who have not passed the gate."""
    return _may_be_slug(slug) and _exists(select(Space.id).where(Space.slug == slug, Space.age_min == 0))


def age_above(viewer: Viewer) -> AgeLevel | None:
    """The next age level above the viewer's that any space or piece asks for; None where none does."""
    asked = (select(func.min(kind.age_min)).where(kind.age_min > viewer.age_level) for kind in (Space, Post))
    found = [level for level in map(db.session.scalar, asked) if level is not None]
    return AgeLevel(min(found)) if found else None


def allowed_to_start(viewer: Viewer, space: Space) -> bool:
    """Whether to offer the viewer to start a piece."""
    return isinstance(policy.can_start_post(viewer, space), Allowed)


def _open_posts() -> Select[int]:
    return (
        select(Post.id)
        .join(Post.space)
        .where(
            and_(Space.age_min == 0, Post.age_min == 0, Post.audience == Audience.EVERYONE),
            Post.published_at.is_not(None),
            Post.visibility != Visibility.HIDDEN,
        )
    )


def _may_be_slug(slug: str) -> bool:
    return slug.isascii() and slug.isprintable()  # PostgreSQL does not even compare with a NUL


def _exists(query: Select[int]) -> bool:
    return bool(db.session.scalar(select(exists(query))))


def _cursor(viewer: Viewer, public_id: str) -> Post:
    """The piece a page begins after; one that cannot be opened is not there, whatever the reason."""
    try:
        return find_post(viewer, public_id)
    except AccessRefused as error:
        raise AccessRefused(Hidden()) from error


def _place(last: Post) -> tuple[datetime, int]:
    if last.published_at is None:
        raise AccessRefused(Hidden())
    return last.published_at, last.id


def _kind(viewer: Viewer) -> Viewer:
    """Anybody like this viewer: whose a piece is makes no difference once it is published."""
    return replace(viewer, account_id=0 if viewer.is_signed_in else None, persona_id=None, pen_name=None)


@lru_cache(maxsize=128)  # roles, standings, levels, and what is asked for
def _newest(kind: Viewer, asked: frozenset[str]) -> Select[Post]:
    """The statement for all viewers of a kind: making it anew would take longer than running it."""
    query = readable_posts(kind).options(defer(Post.source), defer(Post.html))
    query = query.where(Post.visibility == Visibility.PUBLISHED)
    if "space" in asked:
        query = query.where(Post.space_id == bindparam("space"))
    if "persona" in asked:
        query = query.where(Post.persona_id == bindparam("persona"))
    if "id" in asked:
        columns = (Post.__table__.c.published_at, Post.__table__.c.id)
        place = [
            bindparam(name, type_=column.type) for name, column in zip(("at", "id"), columns, strict=True)
        ]
        query = query.where(before(columns, place))
    return query.order_by(Post.published_at.desc(), Post.id.desc()).limit(PIECES_A_PAGE + 1)
