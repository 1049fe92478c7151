"""The terms on which a piece takes replies, looked up only where its row does not say them."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from forum.access import Decision, Viewer
from forum.discussion import policy, terms
from forum.discussion.models import Lock, LockedBy, Post, Reply, Visibility, WhoMayReply
from forum.discussion.queries.reach import branches_closed_to
from forum.discussion.terms import EVERYWHERE, StandingLock, Terms
from forum.lib import clock
from forum.lib.db import db


def may_reply(viewer: Viewer, post: Post, parent: Reply | None = None) -> Decision:
    """`policy.can_reply`, with what it needs to know."""
    found = terms_of(viewer, post)
    barred = branches_closed_to(viewer, post, parent)
    return policy.can_reply(viewer, post, parent, terms.barring(found, barred))


def terms_of(viewer: Viewer, post: Post) -> Terms | None:
    """The locks over a piece and its branches, and whether its author knows the viewer; None: not needed."""
    if not terms.are_needed(post):
        return None
    return Terms(_locks(post) if post.locks else (), _is_answered(viewer, post))


def _locks(post: Post) -> tuple[StandingLock, ...]:
    rows = db.session.execute(
        select(Reply.path, Lock.locked_by, Lock.until)
        .outerjoin_from(Lock, Reply, Lock.reply_id == Reply.id)
        .where(Lock.post_id == post.id, *holds())
    )
    return tuple(StandingLock(path or EVERYWHERE, LockedBy(by), until) for path, by, until in rows)


def holds() -> tuple[ColumnElement[bool], ...]:
    """What is true of a lock that holds now: nobody has lifted it, and it has not ended."""
    return Lock.lifted_at.is_(None), or_(Lock.until.is_(None), Lock.until > clock.now())


def _is_answered(viewer: Viewer, post: Post) -> bool:
    """Whether the piece's author has ever replied to something of the viewer's, and the reply stands."""
    if post.who_may_reply != WhoMayReply.ANSWERED or viewer.persona_id is None:
        return False
    answered = aliased(Reply)
    by_author = (Reply.persona_id == post.persona_id, Reply.visibility == Visibility.PUBLISHED)
    to_reply = exists().where(
        *by_author, answered.id == Reply.parent_id, answered.persona_id == viewer.persona_id
    )
    to_piece = exists().where(
        *by_author, Reply.parent_id.is_(None), Post.id == Reply.post_id, Post.persona_id == viewer.persona_id
    )
    return bool(db.session.scalar(select(or_(to_reply, to_piece))))
