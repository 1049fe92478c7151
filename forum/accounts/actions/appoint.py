"""Give an account another role."""

from forum.access import Role, Viewer, require
from forum.accounts import key_rings, policy
from forum.accounts.models import Account
from forum.accounts.refusals import CannotModerate
from forum.lib.db import db, writing


@writing()
def appoint(viewer: Viewer, account_id: int, role: Role) -> None:
    """Make somebody a moderator, an administrator, or a member again; raises CannotModerate."""
    require(policy.can_appoint(viewer))
    if role >= Role.MODERATOR and len(key_rings.accounts_with(account_id)) > 1:
        raise CannotModerate
    db.session.get_one(Account, account_id).role = role
    db.session.flush()
