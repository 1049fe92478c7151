"""What a viewer finds: the index says where words are, `readable` what of that the viewer may read.

Nothing is counted before that. Pieces with all the words in their title come first, then pieces and
replies by their day, the newest first; of one moment, the one written later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import NamedTuple, TypeVar

from sqlalchemy import Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import defer

from forum.access import Viewer, require
from forum.discussion.models import Post, Reply, Space, Visibility
from forum.discussion.queries.readable import readable_posts, readable_replies
from forum.lib.db import by_public_id, db
from forum.search import matching, policy
from forum.search.asked import Asked
from forum.search.refusals import TookTooLong

Text = TypeVar("Text", Post, Reply)

A_PAGE = 20
MOST = 200  # whoever has turned ten pages needs other words
# How many of the newest texts with the words are looked at for what the viewer may read: nearly always
# the first number is enough. In a small space, the words of the whole place may be older than the second.
LOOKED_AT = (1_000, 10_000)
BROKEN_OFF = "57014"  # PostgreSQL's query_canceled


class Kind(StrEnum):
    """What to look through."""

    ALL = "all"
    PIECES = "pieces"
    REPLIES = "replies"


class Place(NamedTuple):
    """Where a found text stands in the list; places sort as the list does, from its end."""

    has_title: bool
    at: datetime
    is_post: bool
    id: int


@dataclass(frozen=True)
class Results:
    """One page of what was found, and of how many."""

    texts: tuple[Post | Reply, ...]
    count: int
    is_cut: bool  # there are more than a search shows
    next_after: str | None


def search(
    viewer: Viewer,
    asked: Asked,
    kind: Kind = Kind.ALL,
    space: Space | None = None,
    after: str | None = None,
) -> Results:
    """A page of the published texts that hold all the words and that the viewer may read.

    `after` is the public id of the last text of the page before; where it is gone, the list begins anew.
    Raises TookTooLong where the words are too common together.
    """
    require(policy.can_search(viewer))
    if asked.is_nothing:
        return Results((), 0, is_cut=False, next_after=None)
    matching.set_bounds()
    try:
        places = _places(viewer, asked, kind, space)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == BROKEN_OFF:
            raise TookTooLong from error
        raise
    shown = places[:MOST]
    rest = _following(shown, after)
    page = rest[:A_PAGE]
    texts = _load(viewer, page)
    return Results(
        texts=texts,
        count=len(shown),
        is_cut=len(places) > MOST,
        next_after=texts[-1].public_id if texts and len(rest) > A_PAGE else None,
    )


def _places(viewer: Viewer, asked: Asked, kind: Kind, space: Space | None) -> list[Place]:
    found: dict[tuple[bool, int], Place] = {}
    if kind is not Kind.REPLIES:
        posts = _narrow(readable_posts(viewer), Post, space)
        for has_title, ids in ((True, matching.titles), (False, matching.pieces)):
            for post_id, at in _newest(posts, Post, partial(ids, asked)):
                found.setdefault((True, post_id), Place(has_title, at, True, post_id))
    if kind is not Kind.PIECES:
        replies = _narrow(readable_replies(viewer), Reply, space)
        for reply_id, at in _newest(replies, Reply, partial(matching.replies, asked)):
            found[False, reply_id] = Place(False, at, False, reply_id)
    return sorted(found.values(), reverse=True)


def _narrow(query: Select[Text], kind: type[Text], space: Space | None) -> Select[Text]:
    query = query.where(kind.visibility == Visibility.PUBLISHED)
    return query if space is None else query.where(Post.space_id == space.id)


def _newest(
    query: Select[Text], kind: type[Text], matches: Callable[[int], matching.Ids]
) -> list[tuple[int, datetime]]:
    """Ids and times of the newest matches that the query lets through, of more and more that are asked."""
    found: list[tuple[int, datetime]] = []
    for most in LOOKED_AT:
        ids = matches(most).subquery()
        chosen = query.with_only_columns(kind.id, kind.published_at).join(ids, ids.c.id == kind.id)
        chosen = chosen.order_by(kind.published_at.desc(), kind.id.desc()).limit(MOST + 1)
        found = [(text_id, at) for text_id, at in db.session.execute(chosen) if at]
        if len(found) > MOST:
            break
    return found


def _following(places: list[Place], after: str | None) -> list[Place]:
    """The places after a text's; all of them where there is no such text among what was found before."""
    last = (by_public_id(Post, after) or by_public_id(Reply, after)) if after is not None else None
    for number, place in enumerate(places, 1):
        if last is not None and (place.is_post, place.id) == (isinstance(last, Post), last.id):
            return places[number:]
    return places


def _load(viewer: Viewer, places: list[Place]) -> tuple[Post | Reply, ...]:
    """The texts themselves, by `readable` once more, in the order of their places."""
    post_ids = [place.id for place in places if place.is_post]
    reply_ids = [place.id for place in places if not place.is_post]
    posts = readable_posts(viewer).where(Post.id.in_(post_ids)).options(defer(Post.source))
    replies = readable_replies(viewer).where(Reply.id.in_(reply_ids)).options(defer(Reply.source))
    texts: dict[tuple[bool, int], Post | Reply] = {}
    if post_ids:
        texts |= {(True, post.id): post for post in db.session.scalars(posts)}
    if reply_ids:
        texts |= {(False, reply.id): reply for reply in db.session.scalars(replies)}
    return tuple(text for place in places if (text := texts.get((place.is_post, place.id))) is not None)
