"""What a member keeps, with the words of only those texts that they may read now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import defer, joinedload

from forum.access import AccessRefused, Allowed, Hidden, Viewer, require
from forum.discussion import bookmarks as policy
from forum.discussion.models import Bookmark, Post, Reply
from forum.discussion.policy import can_read_text
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, cut

BOOKMARKS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A bookmark and its text; None once the viewer may not read it, whatever the reason."""

    public_id: str
    text: Post | Reply | None


def bookmarks(viewer: Viewer, after: str | None = None) -> Page[Found]:
    """What a viewer keeps, the last first; `after` is the public id of the last one of the page before."""
    require(policy.can_keep_bookmarks(viewer))
    query = select(Bookmark).where(Bookmark.account_id == viewer.account_id)
    if after is not None:
        query = query.where(Bookmark.id < find_bookmark(viewer, after).id)
    found = db.session.scalars(query.order_by(Bookmark.id.desc()).limit(BOOKMARKS_A_PAGE + 1)).all()
    page = cut(found, BOOKMARKS_A_PAGE)
    texts = _readable(viewer, page.items)
    return Page(
        tuple(Found(kept.public_id, texts.get((kept.post_id, kept.reply_id))) for kept in page.items),
        page.has_more,
    )


def find_bookmark(viewer: Viewer, public_id: str) -> Bookmark:
    """One of the viewer's own bookmarks; raises AccessRefused for all others."""
    kept = by_public_id(Bookmark, public_id)
    if kept is None:
        raise AccessRefused(Hidden())
    require(policy.can_let_go(viewer, kept))
    return kept


def bookmark_on(viewer: Viewer, text: Post | Reply) -> Bookmark | None:
    """The viewer's own bookmark of a text."""
    require(policy.can_keep_bookmarks(viewer))
    own = (Bookmark.account_id == viewer.account_id, _is_on(text))
    return db.session.scalar(select(Bookmark).where(*own))


def count_bookmarks(viewer: Viewer) -> int:
    """How many texts a viewer keeps."""
    require(policy.can_keep_bookmarks(viewer))
    counted = select(func.count()).select_from(Bookmark).where(Bookmark.account_id == viewer.account_id)
    return db.session.scalar(counted) or 0


def _is_on(text: Post | Reply) -> ColumnElement[bool]:
    return Bookmark.post_id == text.id if isinstance(text, Post) else Bookmark.reply_id == text.id


def _readable(viewer: Viewer, kept: Sequence[Bookmark]) -> dict[tuple[int | None, int | None], Post | Reply]:
    """The texts that can be read and that are shown to all who may read their place, by their ids.

    Found by their keys alone, and the policy asked of each: there are few, and a filter in the question
    has SQLite read all pieces of a place for them.
    """
    post_ids = [each.post_id for each in kept if each.post_id]
    reply_ids = [each.reply_id for each in kept if each.reply_id]
    posts = select(Post).where(Post.id.in_(post_ids)).options(defer(Post.source), defer(Post.html))
    replies = (
        select(Reply).where(Reply.id.in_(reply_ids)).options(defer(Reply.source), joinedload(Reply.post))
    )
    found: list[Post | Reply] = [*db.session.scalars(posts), *db.session.scalars(replies)]
    return {
        (text.id, None) if isinstance(text, Post) else (None, text.id): text
        for text in found
        if _is_shown(text) and isinstance(can_read_text(viewer, text), Allowed)
    }


def _is_shown(text: Post | Reply) -> bool:
    return text.is_published and (isinstance(text, Post) or text.post.is_published)
