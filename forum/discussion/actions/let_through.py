"""Let everybody read a reply that waited for the piece's author; or all of them."""

from sqlalchemy import select

from forum.access import Allowed, Viewer, require
from forum.discussion import events, states, tending, visibility
from forum.discussion.models import Post, Reply, Visibility, Waits
from forum.lib.db import db, writing
from forum.lib.events import emit

MOST_AT_ONCE = 200  # others wait for the conversation meanwhile; the rest takes another press


@writing()
def let_through(viewer: Viewer, reply: Reply) -> None:
    """Show a reply that waited; its writer is told. One that was let through already stays as it is."""
    require(tending.can_let_through(viewer, reply))
    visibility.lock(reply)
    require(tending.can_let_through(viewer, reply))  # a moderator, or its writer, may have been faster
    _let_through(reply)


@writing()
def let_all_through(viewer: Viewer, post: Post) -> None:
    """Show all replies beneath a piece that wait for its author, in the order in which they came."""
    require(tending.can_tend(viewer, post))
    visibility.lock(post)
    waiting = select(Reply).where(Reply.post_id == post.id, Reply.visibility == Visibility.AWAITING)
    for reply in db.session.scalars(waiting.order_by(Reply.id).limit(MOST_AT_ONCE)).all():
        if isinstance(tending.can_let_through(viewer, reply), Allowed):
            _let_through(reply)


def _let_through(reply: Reply) -> None:
    if reply.visibility != Visibility.AWAITING:
        return
    states.release_holds(reply, Waits.AUTHOR)
    visibility.settle(reply)
    emit(events.ReplyLetThrough(reply))
