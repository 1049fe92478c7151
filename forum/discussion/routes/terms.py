"""The words for the terms of a piece: what its author asks for, who may reply, and why nobody may."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from flask_babel import gettext as _

from forum.access import Allowed, Standing, Viewer
from forum.discussion import policy, tending
from forum.discussion.forms import PAUSES
from forum.discussion.models import ApproveFirst, Post, RepliesWanted, WhoMayReply
from forum.discussion.queries.waiting import MOST_COUNTED, count_for_author
from forum.discussion.terms import EVERYWHERE, StandingLock, Terms
from forum.web import words


def asks(post: Post) -> str | None:
    """What replies the author of a piece asks for, as a sentence."""
    match post.replies_wanted:
        case RepliesWanted.SUPPORT:
            return _("Support only: please no advice and no debate.")
        case RepliesWanted.ADVICE:
            return _("Advice is welcome.")
        case RepliesWanted.DEBATE:
            return _("Debate is welcome.")
        case RepliesWanted.NONE:
            return _("No replies, please.")
    return None


def about_replies(post: Post, terms: Terms | None) -> list[str]:
    """What to know of replying before one reads: who may, who reads them first, what is closed."""
    if not post.is_published or post.replies_wanted == RepliesWanted.NONE:
        return []
    if post.who_may_reply == WhoMayReply.NOBODY:
        return [_("Nobody can reply for now.")]
    if terms is not None and terms.lock is not None:
        return [closed(terms.lock)]
    said = []
    if post.who_may_reply == WhoMayReply.ANSWERED:
        said.append(_("Only people to whom the author has replied can reply."))
    first = reads_first(post)
    return [*said, first] if first else said


def reads_first(post: Post) -> str | None:
    """That the author reads replies before everybody else does, if so."""
    if post.approve_first == ApproveFirst.ALL:
        return _("The author reads each reply before it is shown.")
    if post.approve_first == ApproveFirst.FIRST:
        return _("The author reads each person’s first reply before it is shown.")
    return None


def closed(lock: StandingLock) -> str:
    """Why nobody can reply, by a lock."""
    until, whole = lock.until, lock.path == EVERYWHERE
    if until is not None:
        when = moment(until)
        if lock.is_moderators:
            return (
                _("A moderator has locked this conversation until %(when)s.", when=when)
                if whole
                else _("A moderator has locked this branch until %(when)s.", when=when)
            )
        return (
            _("The author has paused replies until %(when)s.", when=when)
            if whole
            else _("The author has paused replies in this branch until %(when)s.", when=when)
        )
    if lock.is_moderators:
        return (
            _("A moderator has locked this conversation.")
            if whole
            else _("A moderator has locked this branch.")
        )
    return _("The author has frozen this conversation.") if whole else _("The author has frozen this branch.")


def moment(when: datetime) -> str:
    """A moment to the minute, as everybody may read it."""
    return _("%(when)s UTC", when=format_datetime(when, "d MMMM, HH:mm", locale=words.language()))


@dataclass(frozen=True, slots=True)
class Tools:
    """What the toolbar shows the author of a piece."""

    waiting: int  # replies that wait for them, at most one over `most`
    lock: StandingLock | None  # their own, over the whole conversation
    closed: str | None  # the sentence about it
    most: int = MOST_COUNTED
    pauses: tuple[tuple[str, Any], ...] = PAUSES


def tools(viewer: Viewer, post: Post, terms: Terms | None, *, with_count: bool) -> Tools | None:
    """The author's tools, for nobody else; what waits is counted only where somebody begins to read."""
    if not isinstance(tending.can_tend(viewer, post), Allowed):
        return None
    locks = terms.locks if terms is not None else ()
    own = next((lock for lock in locks if lock.path == EVERYWHERE and not lock.is_moderators), None)
    waiting = count_for_author(viewer, post) if with_count else 0
    return Tools(waiting, own, closed(own) if own is not None else None)


def offers_answers(viewer: Viewer, post: Post, terms: Terms | None) -> bool:
    """Whether to offer to answer a piece; visitors are offered it where any member may, and sign in then."""
    if viewer.is_signed_in:
        return isinstance(policy.can_reply(viewer, post, None, terms), Allowed)
    is_open = terms is None or (terms.lock is None and post.who_may_reply != WhoMayReply.ANSWERED)
    return post.is_published and post.takes_replies and is_open


def hints(viewer: Viewer, post: Post | None = None) -> list[str]:
    """What to know before one sends a text: who reads it before everybody else does."""
    said = []
    if waits_at_first(viewer):
        said.append(_("A moderator reads your first two texts before anybody else sees them."))
    first = reads_first(post) if post is not None and post.persona_id != viewer.persona_id else None
    return [*said, first] if first else said


def waits_at_first(viewer: Viewer) -> bool:
    """Whether what a viewer writes now waits for a moderator because they are new."""
    return viewer.standing is Standing.NEWCOMER and not viewer.is_moderator
