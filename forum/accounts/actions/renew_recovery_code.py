"""Have a new recovery code, for example because the old one was lost."""

from forum.access import Viewer, require
from forum.accounts import policy, queries, recovery
from forum.accounts.actions._confirm_password import confirm_password
from forum.lib.db import db


def renew_recovery_code(viewer: Viewer, *, current_password: str) -> str:
    """Make a new code, which is shown this once; the old one stops working. Raises a Refusal."""
    require(policy.can_keep_account(viewer))
    confirm_password(viewer, current_password)
    code = recovery.new_code()
    queries.account_of(viewer).recovery_digest = recovery.digest(code)
    db.session.flush()
    return code
