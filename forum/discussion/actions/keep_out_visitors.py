"""Hide all of one's pieces from visitors, and show them again as each was before."""

from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from forum.access import Viewer, require
from forum.accounts.models import Persona
from forum.discussion import reach
from forum.discussion.actions import _visitors
from forum.discussion.models import Audience, Post, VisitorsKeptOut
from forum.lib.db import db, writing


@writing()
def keep_out_visitors(viewer: Viewer) -> None:
    """Make all pieces under the viewer's present name, and those to come, be for members only.

    Only that name's: pieces of two names that vanished together would be known to be one person's.
    """
    require(reach.can_keep_out_visitors(viewer))
    _wait_for_writers(viewer)
    if _visitors.are_kept_out(viewer.persona_id):
        return
    db.session.execute(insert(VisitorsKeptOut).values(persona_id=viewer.persona_id))
    _change(
        viewer, Post.audience == Audience.EVERYONE, audience=Audience.MEMBERS, audience_else=Post.audience
    )


@writing()
def let_in_visitors(viewer: Viewer) -> None:
    """Let each of the viewer's pieces be for whom it was."""
    require(reach.can_keep_out_visitors(viewer))
    _wait_for_writers(viewer)
    db.session.execute(delete(VisitorsKeptOut).where(VisitorsKeptOut.persona_id == viewer.persona_id))
    _change(viewer, Post.audience_else.is_not(None), audience=Post.audience_else, audience_else=None)


def _wait_for_writers(viewer: Viewer) -> None:
    own = select(Persona.id).where(Persona.id == viewer.persona_id)
    db.session.execute(own.with_for_update(key_share=True)).one()


def _change(viewer: Viewer, which: ColumnElement[bool], **values: Any) -> None:
    own = update(Post).where(Post.persona_id == viewer.persona_id, which).values(values)
    db.session.execute(own.execution_options(synchronize_session=False))
    db.session.expire_all()
