"""Replies that the author of the piece wants to read before they are shown."""

from collections.abc import Sequence

from sqlalchemy import exists, select, update

from forum.access import Viewer
from forum.discussion import states, visibility
from forum.discussion.models import ApproveFirst, Hold, Post, Reply, Visibility, Waits
from forum.lib import clock
from forum.lib.db import db

REASON = "approve_first"


def is_wanted(viewer: Viewer, text: Post | Reply) -> bool:
    """Whether the author of the piece reads a new text of the viewer's first.

    Cases: no reply, or their own: no · off: no · all: yes · each person's first: yes, until a reply of
    that person's stands beneath the piece.
    """
    if not isinstance(text, Reply) or text.post.approve_first == ApproveFirst.OFF:
        return False
    if text.post.persona_id == viewer.persona_id:
        return False
    if text.post.approve_first == ApproveFirst.ALL:
        return True
    stands = exists().where(
        Reply.post_id == text.post_id,
        Reply.persona_id == viewer.persona_id,
        Reply.visibility == Visibility.PUBLISHED,
    )
    return not db.session.scalar(select(stands))


def await_author(text: Post | Reply) -> None:
    """Keep a stored reply from everybody but its writer, the piece's author and moderators."""
    db.session.add(Hold(**states.about(text), waits_for=Waits.AUTHOR, reason=REASON, at=clock.now()))
    visibility.settle(text)


def free_conversations(persona_ids: Sequence[int]) -> None:
    """Show what would wait for ever, for authors who are authors no longer, and have nothing else wait."""
    own = Post.persona_id.in_(persona_ids)
    waiting = select(Reply).join(Post, Post.id == Reply.post_id).where(own)
    for reply in db.session.scalars(waiting.where(Reply.visibility == Visibility.AWAITING)).all():
        visibility.lock(reply)
        states.release_holds(reply, Waits.AUTHOR)
        visibility.settle(reply)
    db.session.execute(update(Post).where(own).values(approve_first=ApproveFirst.OFF))
