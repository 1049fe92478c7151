"""What somebody has taken their name off and can put it on again."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.access import AccessRefused, Deed, Hidden, Viewer, may, require
from forum.discussion import disowning
from forum.discussion.models import Disowning
from forum.lib import clock
from forum.lib.db import by_public_id, db

MOST = 100  # on the page; those that end next


def of(viewer: Viewer) -> Sequence[Disowning]:
    """The viewer's own, those first that end next."""
    require(may(viewer, Deed.KEEP_ACCOUNT))
    own = (Disowning.persona_id == viewer.persona_id, Disowning.ends_at > clock.now())
    return db.session.scalars(select(Disowning).where(*own).order_by(Disowning.ends_at).limit(MOST)).all()


def find(viewer: Viewer, public_id: str) -> Disowning:
    """One of the viewer's own; raises AccessRefused for anybody else's."""
    found = by_public_id(Disowning, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    require(disowning.can_own_again(viewer, found, clock.now()))
    return found
