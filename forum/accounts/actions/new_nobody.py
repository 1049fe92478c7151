"""Have a persona that is nobody's, for a text that its author takes their name off."""

from forum.access import Viewer, require
from forum.accounts import policy
from forum.accounts.actions._nobody import make_nobody
from forum.accounts.models import Persona
from forum.lib.db import db, writing


@writing()
def new_nobody(viewer: Viewer) -> Persona:
    """Make a persona without an account; each text has one of its own, so that none tells of another."""
    require(policy.can_keep_account(viewer))
    nobody = make_nobody(Persona())
    db.session.add(nobody)
    db.session.flush()
    return nobody
