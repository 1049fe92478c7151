"""Have whoever leaves be gone from the conversations: their words, or only their name."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import delete, select

from forum.access import Deed, Viewer, may, require
from forum.accounts import actions as accounts
from forum.accounts import queries as people
from forum.accounts.models import Departure, Persona
from forum.discussion import events, states, visibility
from forum.discussion.actions import _visitors
from forum.discussion.actions._awaiting import free_conversations
from forum.discussion.actions.disown import forget_owners
from forum.discussion.models import Post, Reply, Revision, Visibility, Withdrawal
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.markup import render

BATCH = 25  # texts of each kind in one transaction: each takes milliseconds in which nobody else writes
Kind = TypeVar("Kind", Post, Reply)


@writing()
def take_leave(viewer: Viewer) -> bool:
    """Do the next part of what is due first, and forget whose texts were disowned; False if nobody leaves."""
    require(may(viewer, Deed.MODERATE))
    forget_owners(viewer)
    departure = people.due_departure()
    if departure is None:
        return False
    if departure.keeps_texts or not _erase_some(departure):
        free_conversations(_personas(departure))
        _visitors.forget_wishes(Post.persona_id.in_(_personas(departure)))
        accounts.close(viewer, departure)
    return True


def _erase_some(departure: Departure) -> bool:
    """Erase the words of the next texts; False where none is left."""
    texts: list[Post | Reply] = [*_next_texts(Reply, departure), *_next_texts(Post, departure)]
    for text in texts:
        _erase(text)
    db.session.flush()
    return bool(texts)


def _next_texts(kind: type[Kind], departure: Departure) -> Sequence[Kind]:
    written = select(kind).where(kind.persona_id.in_(_personas(departure)), kind.source != "")
    return db.session.scalars(written.order_by(kind.id).limit(BATCH)).all()


def _erase(text: Post | Reply) -> None:
    """Take a text back and its words away, at once and with every earlier version."""
    visibility.lock(text)
    if text.visibility != Visibility.WITHDRAWN:  # also what was removed: nobody shall put it back empty
        states.release_holds(text)
        db.session.add(Withdrawal(**states.about(text), at=clock.now()))
        visibility.settle(text)
        emit(events.TextWithdrawn(text))
    about = Revision.post_id if isinstance(text, Post) else Revision.reply_id
    db.session.execute(delete(Revision).where(about == text.id))
    text.source, text.html, text.submission_digest = "", render("").html, None
    if isinstance(text, Post):
        text.title = text.excerpt = text.content_notes = text.required_notes = ""


def _personas(departure: Departure) -> list[int]:
    owned = select(Persona.id).where(Persona.account_id == departure.account_id)
    return list(db.session.scalars(owned))
