"""Have a new recovery code, for example because the old one was lost."""

from forum.access import Viewer, require
from forum.accounts import key_rings, policy, queries, recovery
from forum.lib.db import db, writing


@writing()
def renew_recovery_code(viewer: Viewer) -> str:
    """Make a new code, which is shown this once; the old one stops working."""
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    code = recovery.new_code()
    queries.account_of(viewer).recovery_digest = recovery.digest(code)
    db.session.flush()
    return code
