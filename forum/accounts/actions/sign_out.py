"""Sign out on this device."""

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.accounts import policy
from forum.accounts.models import SignInSession
from forum.lib.db import db, writing


@writing()
def sign_out(viewer: Viewer, session_id: int | None) -> None:
    """End the session that the viewer came by; ending none is no fault."""
    require(policy.can_sign_out(viewer))
    db.session.execute(
        delete(SignInSession).where(
            SignInSession.id == session_id, SignInSession.account_id == viewer.account_id
        )
    )
