"""A member's notices, with the words of only those texts that they may read now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select
from sqlalchemy.orm import defer, joinedload

from forum.access import AccessRefused, Allowed, Hidden, Viewer, require
from forum.discussion import policy as discussion
from forum.discussion.models import Block, Post, Reply
from forum.lib.db import db
from forum.lib.ids import is_id
from forum.lib.pages import Page, cut
from forum.notifications import policy
from forum.notifications.models import Notice, NoticeKind

NOTICES_A_PAGE = 30
COUNTED = 100  # "99+" says enough, and every page asks
CALLS = (NoticeKind.REPLY_TO_YOU, NoticeKind.UNDER_YOUR_PIECE, NoticeKind.MENTION)

# Every page of a member asks: made once.
_UNREAD = select(func.count()).select_from(
    select(Notice.id)
    .where(Notice.account_id == bindparam("account"), Notice.read_at.is_(None))
    .limit(COUNTED)
    .subquery()
)


@dataclass(frozen=True)
class NoticeView:
    """A notice, with the words of its text only while everybody, and the viewer, may read them."""

    notice: Notice
    kind: str  # "post" or "reply", also where the text cannot be read
    text: Post | Reply | None
    title: str | None  # of the piece


def notices(viewer: Viewer, after: str | None = None) -> Page[NoticeView]:
    """Notices, newest first; `after` is the public id of the last one of the page before."""
    require(policy.can_read_notices(viewer))
    query = _notices().where(Notice.account_id == viewer.account_id, ~_is_by_kept_away(viewer))
    if after is not None:
        query = query.where(Notice.id < find_notice(viewer, after).id)
    query = query.order_by(Notice.id.desc()).limit(NOTICES_A_PAGE + 1)
    page = cut(db.session.scalars(query).all(), NOTICES_A_PAGE)
    return Page(tuple(view_notice(viewer, notice) for notice in page.items), page.has_more)


def find_notice(viewer: Viewer, public_id: str) -> Notice:
    """One of the viewer's own notices; raises AccessRefused for all others."""
    query = _notices().where(Notice.public_id == public_id)
    notice = db.session.scalar(query) if is_id(public_id) else None
    if notice is None:
        raise AccessRefused(Hidden())
    require(policy.can_open_notice(viewer, notice))
    return notice


def unread_for(viewer: Viewer, after: int, most: int) -> Sequence[Notice]:
    """The newest unread notices beyond one, but for those by people whom the viewer keeps away."""
    require(policy.can_read_notices(viewer))
    own = (Notice.account_id == viewer.account_id, Notice.read_at.is_(None), Notice.id > after)
    query = _notices().where(*own, ~_is_by_kept_away(viewer)).order_by(Notice.id.desc()).limit(most)
    return db.session.scalars(query).all()


def unread_count(viewer: Viewer) -> int:
    """How many notices a viewer has not read, at most COUNTED; 0 for guests."""
    if viewer.account_id is None:
        return 0
    return int(db.session.connection().execute(_UNREAD, {"account": viewer.account_id}).scalar_one())


def view_notice(viewer: Viewer, notice: Notice) -> NoticeView:
    """What a notice may say now: whether its text can be read is decided when it is shown."""
    about = notice.reply or notice.post
    piece = notice.reply.post if notice.reply else notice.post
    return NoticeView(
        notice=notice,
        kind=about.kind if about is not None else Reply.kind,
        text=about if _is_shown(viewer, about) else None,
        title=piece.title if piece is not None and _is_shown(viewer, piece) else None,
    )


def is_by(persona_id: Any) -> ColumnElement[bool]:
    """Whether a notice calls somebody to what a person wrote; what moderators and authors decide goes on."""
    by_reply = exists().where(Reply.id == Notice.reply_id, Reply.persona_id == persona_id)
    by_piece = exists().where(Post.id == Notice.post_id, Post.persona_id == persona_id)
    return Notice.kind.in_(CALLS) & (by_reply | by_piece)


def _is_by_kept_away(viewer: Viewer) -> ColumnElement[bool]:
    """Whether the viewer keeps away whoever called, by the name they wrote under."""
    of_reply = select(Reply.persona_id).where(Reply.id == Notice.reply_id).correlate(Notice).scalar_subquery()
    of_piece = select(Post.persona_id).where(Post.id == Notice.post_id).correlate(Notice).scalar_subquery()
    writer = func.coalesce(of_reply, of_piece)
    kept_away = exists().where(Block.account_id == viewer.account_id, Block.persona_id == writer)
    return Notice.kind.in_(CALLS) & kept_away


def _notices() -> Select[Notice]:
    return select(Notice).options(
        joinedload(Notice.post).options(defer(Post.source)),
        joinedload(Notice.reply)
        .options(defer(Reply.source))
        .joinedload(Reply.post)
        .options(defer(Post.source), defer(Post.html)),
        joinedload(Notice.decision),
        joinedload(Notice.flag),
    )


def _is_shown(viewer: Viewer, text: Post | Reply | None) -> bool:
    if text is None or not text.is_published:
        return False
    return isinstance(discussion.can_read_text(viewer, text), Allowed)
