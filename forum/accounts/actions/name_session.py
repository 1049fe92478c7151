"""Give a device a name, to know it again in the list."""

from forum.access import Viewer, require
from forum.accounts import policy, queries
from forum.lib.db import db, writing

LONGEST_NAME = 40


@writing()
def name_session(viewer: Viewer, public_id: str, name: str) -> None:
    """Name one of the viewer's own sessions; an empty name takes the old one away."""
    session = queries.session_by_public_id(public_id)
    require(policy.can_end_session(viewer, session))
    if session is not None:
        session.name = name.strip()[:LONGEST_NAME] or None
    db.session.flush()
