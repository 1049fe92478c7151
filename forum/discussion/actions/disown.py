"""Take one's name off a text, and put it on again within a day."""

from datetime import timedelta

from sqlalchemy import delete, select

from forum.access import Viewer, require
from forum.accounts import actions as accounts
from forum.accounts.models import Persona
from forum.discussion import disowning, events, states, visibility
from forum.discussion.actions import _visitors
from forum.discussion.actions._awaiting import free_conversations
from forum.discussion.models import Disowning, Post, Reply
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit

GRACE = timedelta(hours=24)  # to change one's mind (TRUST.md §2)


@writing()
def disown(viewer: Viewer, text: Post | Reply) -> None:
    """Leave a text where it is, by nobody; the words stay, and what they tell of their author with them."""
    require(disowning.can_disown(viewer, text))
    visibility.lock(text)
    require(disowning.can_disown(viewer, text))  # a moderator may have been faster
    nobody, former = accounts.new_nobody(viewer), text.persona_id
    db.session.add(Disowning(**states.about(text), persona_id=former, ends_at=clock.now() + GRACE))
    text.persona_id = nobody.id
    text.submission_digest = None
    db.session.flush()
    emit(events.TextDisowned(text, former))
    if isinstance(text, Post):
        free_conversations([nobody.id])
    db.session.expire(text)


@writing()
def own_again(viewer: Viewer, disowned: Disowning) -> None:
    """Put one's name on a text again."""
    require(disowning.can_own_again(viewer, disowned, clock.now()))
    text = disowned.text
    visibility.lock(text)
    nobody = text.persona_id
    text.persona_id = disowned.persona_id
    _visitors.settle(text)
    db.session.delete(disowned)
    db.session.flush()
    emit(events.TextOwnedAgain(text, nobody))
    db.session.execute(delete(Persona).where(Persona.id == nobody))
    db.session.expire(text)


@writing()
def forget_owners(viewer: Viewer) -> None:
    """Forget who took their name off a text more than a day ago."""
    require(disowning.can_forget_owners(viewer))
    ended = Disowning.ends_at <= clock.now()
    _visitors.forget_wishes(Post.id.in_(select(Disowning.post_id).where(ended)))
    db.session.execute(delete(Disowning).where(ended))
