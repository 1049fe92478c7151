"""Give an account another role."""

from forum.access import Role, Viewer, require
from forum.accounts import policy
from forum.accounts.models import Account
from forum.lib.db import db, writing


@writing()
def appoint(viewer: Viewer, account_id: int, role: Role) -> None:
    """Make somebody a moderator, an administrator, or a member again."""
    require(policy.can_appoint(viewer))
    db.session.get_one(Account, account_id).role = role
    db.session.flush()
