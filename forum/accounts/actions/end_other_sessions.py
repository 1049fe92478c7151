"""Sign out everywhere else."""

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.accounts import key_rings, policy
from forum.accounts.models import SignInSession
from forum.lib.db import db, writing


@writing()
def end_other_sessions(viewer: Viewer, this: int | None) -> None:
    """End all of the viewer's sessions but the one they came by; without one, all of them."""
    require(policy.can_keep_account(viewer))
    own = key_rings.accounts_with(viewer.account_id or 0)
    others = delete(SignInSession).where(SignInSession.account_id.in_(own))
    db.session.execute(others if this is None else others.where(SignInSession.id != this))
