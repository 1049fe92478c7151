"""What an author may do with the conversation beneath their piece; pure functions, as in policy.py."""

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Viewer, may
from forum.discussion import policy
from forum.discussion.models import LockedBy, Post, Reply, Visibility

MOST_LOCKS = 100  # standing ones of a conversation; every page of it reads them all


def can_tend(viewer: Viewer, post: Post) -> Decision:
    """Whether a viewer may use an author's tools beneath a piece.

    Cases: may not open its page: that · the table says that they may not change what is theirs: that ·
    another's piece: refused · it is not there: gone · else allowed.
    """
    for earlier in (policy.can_open_post(viewer, post), may(viewer, Deed.EDIT)):
        if not isinstance(earlier, Allowed):
            return earlier
    if viewer.persona_id is None or viewer.persona_id != post.persona_id:
        return Refused("not_yours")
    return Allowed() if post.is_published else Refused("gone")


def can_see_waiting(viewer: Viewer, post: Post) -> Decision:
    """Whether a viewer may see which replies wait for a piece's author, and which they have hidden.

    Cases: a moderator, who may not open the page: that, else allowed · others: as for the tools, but to
    whom they are not offered the page does not exist.
    """
    if viewer.is_moderator:
        return policy.can_open_post(viewer, post)
    answer = can_tend(viewer, post)
    return Hidden() if isinstance(answer, Refused) else answer


def can_lock(viewer: Viewer, text: Post | Reply, locked_by: LockedBy) -> Decision:
    """Whether a viewer may close a conversation or a branch, or open it, as its author or as a moderator.

    Cases: a reply that was never shown: hidden · as a moderator: whoever may moderate the text · as the
    author: whoever may tend the piece.
    """
    if isinstance(text, Reply) and text.published_at is None:
        return Hidden()
    if locked_by == LockedBy.MODERATOR:
        return policy.can_moderate_text(viewer, text)
    return can_tend(viewer, text.post if isinstance(text, Reply) else text)


def can_lock_one_more(post: Post, locked_by: LockedBy) -> Decision:
    """Whether a conversation may have one more lock.

    Cases: a moderator's, whom an author's many must not hinder: allowed · it has many: refused · else
    allowed.
    """
    if locked_by == LockedBy.MODERATOR or post.locks < MOST_LOCKS:
        return Allowed()
    return Refused("too_many_locks")


def can_set_aside(viewer: Viewer, reply: Reply) -> Decision:
    """Whether a viewer may hide a reply beneath their piece.

    Cases: may not tend the piece: that · it waits for the moderators and was never shown: hidden · their
    own, which can be withdrawn: refused · neither shown, nor waiting for them, nor hidden already: gone ·
    else allowed.
    """
    return (
        _barred(viewer, reply, Visibility.PUBLISHED, Visibility.AWAITING, Visibility.SET_ASIDE) or Allowed()
    )


def can_show_again(viewer: Viewer, reply: Reply) -> Decision:
    """Whether a viewer may undo that they have hidden a reply.

    Cases: as above, for one that is hidden or shown again already · its words were erased meanwhile:
    refused · else allowed.
    """
    barred = _barred(viewer, reply, Visibility.PUBLISHED, Visibility.AWAITING, Visibility.SET_ASIDE)
    if barred is not None:
        return barred
    return Allowed() if reply.source else Refused("erased")


def can_let_through(viewer: Viewer, reply: Reply) -> Decision:
    """Whether a viewer may let everybody read a reply that waits for them.

    Cases: as above, for one that waits or was let through already · else allowed.
    """
    return _barred(viewer, reply, Visibility.PUBLISHED, Visibility.AWAITING) or Allowed()


def _barred(viewer: Viewer, reply: Reply, *states: Visibility) -> Decision | None:
    tending = can_tend(viewer, reply.post)
    if not isinstance(tending, Allowed):
        return tending
    if reply.published_at is None and reply.visibility not in {Visibility.AWAITING, Visibility.SET_ASIDE}:
        return Hidden()
    if reply.persona_id == viewer.persona_id:
        return Refused("own_reply")
    return None if reply.visibility in states else Refused("gone")
