"""Who may read, write and change what; pure functions of the viewer and the thing."""

from datetime import datetime, timedelta

from forum.access import AgeLevel, Allowed, Decision, Deed, Hidden, NeedsAge, Refused, Viewer, may
from forum.accounts.policy import NEWCOMER_TEXTS
from forum.discussion import terms as terms_of_pieces
from forum.discussion.models import (
    MAX_DEPTH,
    Audience,
    Post,
    Reply,
    Space,
    Visibility,
    WhoMayReply,
    WhoMayStart,
)
from forum.discussion.models.line import ReplyLine
from forum.discussion.terms import EVERYWHERE, Terms

FREE_EDITING = timedelta(hours=24)  # a reply that was answered yesterday should stay what it was
UNMARKED_EDITING = timedelta(minutes=5)  # a slip of the pen, if nobody has answered yet
Text = Post | Reply | ReplyLine
WAITING = {Visibility.HELD: "not_published", Visibility.AWAITING: "awaits"}
PIECE_AUTHORS = frozenset({Visibility.AWAITING, Visibility.SET_ASIDE})  # they decide, so they may read
NEWCOMERS_HELD_TEXTS = NEWCOMER_TEXTS  # whoever counts as a newcomer is held, and nobody else


def can_read_space(viewer: Viewer, space: Space) -> Decision:
    """Whether a viewer may see a space. Cases: too low an age level: needs age · else allowed."""
    if viewer.age_level < space.age_min:
        return NeedsAge(AgeLevel(space.age_min))
    return Allowed()


def can_open_post(viewer: Viewer, post: Post) -> Decision:
    """Whether a viewer may open a piece's page, perhaps to find only a tombstone above the replies.

    Cases: never shown to all, and neither author nor moderator: hidden · for members only, and a
    visitor: hidden · too low an age level: needs age · else allowed.
    """
    if post.published_at is None and not _is_authors_or_moderators(viewer, post):
        return Hidden()
    if post.visibility == Visibility.HIDDEN and not _is_authors_or_moderators(viewer, post):
        return Hidden()
    if post.audience == Audience.MEMBERS and not _is_member(viewer):
        return Hidden()
    if viewer.age_level < post.effective_age:
        return NeedsAge(post.effective_age)
    return Allowed()


def can_read_post(viewer: Viewer, post: Post) -> Decision:
    """Whether a viewer may read a piece's words.

    Cases: may not open its page: that answer · published: allowed · its author or a moderator:
    allowed · else hidden.
    """
    opened = can_open_post(viewer, post)
    if not isinstance(opened, Allowed):
        return opened
    if post.is_published or _is_authors_or_moderators(viewer, post):
        return Allowed()
    return Hidden()


def can_read_reply(viewer: Viewer, reply: Reply | ReplyLine) -> Decision:
    """Whether a viewer may read a reply's words.

    Cases: may not open the piece's page: that answer · published: allowed · its author or a
    moderator: allowed · the piece's author, for whom it waits or who has hidden it: allowed · else hidden.
    """
    opened = can_open_post(viewer, reply.post)
    if not isinstance(opened, Allowed):
        return opened
    if reply.is_published or _is_authors_or_moderators(viewer, reply):
        return Allowed()
    if reply.visibility in PIECE_AUTHORS and viewer.persona_id == reply.post.persona_id:
        return Allowed()
    return Hidden()


def can_read_text(viewer: Viewer, text: Text) -> Decision:
    """Whether a viewer may read the words of a text, be it a piece or a reply: as above."""
    return can_read_post(viewer, text) if isinstance(text, Post) else can_read_reply(viewer, text)


def can_ask_for_age(viewer: Viewer, level: AgeLevel) -> Decision:
    """Whether a viewer may ask readers of a piece for an age level: for none that they have not shown."""
    return Allowed() if viewer.age_level >= level else NeedsAge(level)


def can_start_post(viewer: Viewer, space: Space) -> Decision:
    """Whether a viewer may start a piece in a space.

    Cases: the table says no: that · may not see the space: that · the space is the moderators' and
    the viewer is none: refused · else allowed.
    """
    allowed = may(viewer, Deed.START_POST)
    if not isinstance(allowed, Allowed):
        return allowed
    seen = can_read_space(viewer, space)
    if not isinstance(seen, Allowed):
        return seen
    if space.who_may_start == WhoMayStart.MODERATORS and not viewer.is_moderator:
        return Refused("moderators_start")
    return Allowed()


def can_reply(
    viewer: Viewer, post: Post, parent: Reply | None = None, terms: Terms | None = None
) -> Decision:
    """Whether a viewer may reply to a piece or to one of its replies.

    Cases: may not open the page: that · the table says no: that · the parent was never shown, and
    the viewer neither wrote it nor is a moderator: hidden · the piece or the parent waits for a
    moderator: not published, or for the piece's author: awaits · is gone: gone · the piece takes no
    replies: closed · a moderator's or the author's lock covers the place, whoever it is that asks: locked
    or paused · it is for people whom the author has answered, and the viewer is neither one of them nor
    the author: only answered · the parent is as deep as can be: too deep · somebody above blocks the viewer,
    who is not told so: closed, too · else allowed.
    """
    for earlier in (can_open_post(viewer, post), may(viewer, Deed.REPLY)):
        if not isinstance(earlier, Allowed):
            return earlier
    if parent is not None and parent.published_at is None and not _is_authors_or_moderators(viewer, parent):
        return Hidden()
    for text in (post, parent):
        if text is not None and text.visibility in WAITING:
            return Refused(WAITING[Visibility(text.visibility)])
        if text is not None and not text.is_published:
            return Refused("gone")
    if not post.takes_replies:
        return Refused("closed")
    barred = _barred_by_terms(viewer, post, parent, terms)
    if barred is not None:
        return barred
    if parent is not None and parent.depth >= MAX_DEPTH:
        return Refused("too_deep")
    place = (parent.path if parent is not None else None) or EVERYWHERE
    return Refused("closed") if terms is not None and terms.bars(place) else Allowed()


def can_keep_visits(viewer: Viewer) -> Decision:
    """Whether what a viewer reads may be remembered for them, and forgotten: members' only, by the table."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_edit(viewer: Viewer, text: Text, now: datetime) -> Decision:
    """Whether a viewer may change a text.

    Cases: may not read it: that · the table says no: that · another's: refused · gone, or hidden by the
    piece's author, who may show again what they have read: refused · a published reply after its free
    hours: refused · else allowed.
    """
    barred = _barred_from_own(viewer, text, Deed.EDIT)
    if barred is not None:
        return barred
    if text.visibility == Visibility.SET_ASIDE:
        return Refused("gone")
    if not isinstance(text, Post) and text.is_published and now - text.dated > FREE_EDITING:
        return Refused("too_late")
    return Allowed()


def can_withdraw(viewer: Viewer, text: Text) -> Decision:
    """Whether a viewer may take a text back.

    Cases: may not read it: that · the table says no: that · another's: refused · gone: refused ·
    else allowed.
    """
    return _barred_from_own(viewer, text, Deed.WITHDRAW) or Allowed()


def can_moderate_text(viewer: Viewer, text: Text) -> Decision:
    """Whether a viewer may approve, remove or restore a text.

    Cases: the table says no: that · the viewer wrote it: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    if viewer.persona_id is not None and viewer.persona_id == text.persona_id:
        return Refused("own_text")
    return Allowed()


def is_marked_edit(published_at: datetime | None, now: datetime, answered: bool) -> bool:
    """Whether readers are told of an edit: not of one nobody can have read yet, nor of a quick one."""
    if published_at is None:
        return False
    return answered or now - published_at > UNMARKED_EDITING


def _barred_from_own(viewer: Viewer, text: Text, deed: Deed) -> Decision | None:
    for earlier in (can_read_text(viewer, text), may(viewer, deed)):
        if not isinstance(earlier, Allowed):
            return earlier
    if viewer.persona_id is None or viewer.persona_id != text.persona_id:
        return Refused("not_yours")
    if text.visibility in {Visibility.REMOVED, Visibility.WITHDRAWN}:
        return Refused("gone")
    return None


def _barred_by_terms(
    viewer: Viewer, post: Post, parent: Reply | None, terms: Terms | None
) -> Decision | None:
    if terms is None:
        if terms_of_pieces.are_needed(post):
            raise ValueError("look up the terms of this piece first: forum/discussion/queries/terms.py")
        return None
    lock = terms.lock_over((parent.path if parent is not None else None) or EVERYWHERE)
    if lock is not None:
        return Refused("locked" if lock.is_moderators else "paused")
    is_open = post.who_may_reply != WhoMayReply.ANSWERED or viewer.persona_id == post.persona_id
    return None if is_open or terms.is_answered else Refused("only_answered")


def _is_member(viewer: Viewer) -> bool:
    return viewer.is_signed_in or viewer.is_system


def _is_authors_or_moderators(viewer: Viewer, text: Text) -> bool:
    own = viewer.persona_id is not None and viewer.persona_id == text.persona_id
    return own or viewer.is_moderator
