"""Sign out on another device."""

from forum.access import Viewer, require
from forum.accounts import policy, queries
from forum.lib.db import db, writing


@writing()
def end_session(viewer: Viewer, public_id: str) -> None:
    """End one of the viewer's own sessions."""
    session = queries.session_by_public_id(public_id)
    require(policy.can_end_session(viewer, session))
    db.session.delete(session)
    db.session.flush()
