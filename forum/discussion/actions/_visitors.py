"""What a piece that is written now is for, where its author hides all of theirs from visitors."""

from sqlalchemy import ColumnElement, exists, select, update

from forum.accounts.models import Persona
from forum.discussion.models import Audience, Post, Reply, VisitorsKeptOut
from forum.lib.db import db


def keep_out(text: Post | Reply) -> None:
    """Have a piece be for members until its author shows their pieces again."""
    if not isinstance(text, Post) or text.audience != Audience.EVERYONE:
        return
    # Whoever hides all at this moment waits until this piece is there, or this one waits for them.
    own = select(Persona.id).where(Persona.id == text.persona_id)
    db.session.execute(own.with_for_update(read=True)).one()
    if are_kept_out(text.persona_id):
        text.audience, text.audience_else = Audience.MEMBERS, text.audience


def settle(text: Post | Reply) -> None:
    """Have a piece that has its author again be for whom all of theirs are."""
    if isinstance(text, Post) and text.audience_else is not None and not are_kept_out(text.persona_id):
        text.audience, text.audience_else = text.audience_else, None
    keep_out(text)
    db.session.flush()


def forget_wishes(which: ColumnElement[bool]) -> None:
    """Leave the pieces of somebody who is gone for whom they are now."""
    waiting = update(Post).where(which, Post.audience_else.is_not(None)).values(audience_else=None)
    db.session.execute(waiting.execution_options(synchronize_session=False))


def are_kept_out(persona_id: int | None) -> bool:
    """Whether all pieces under a name are hidden from visitors."""
    return bool(db.session.scalar(select(exists().where(VisitorsKeptOut.persona_id == persona_id))))
