"""Have a new recovery code, for example because the old one was lost."""

from forum.access import Viewer, require
from forum.accounts import policy, recovery
from forum.accounts.actions._confirm_password import compare_password, confirm_password
from forum.lib.db import db, writing


def renew_recovery_code(viewer: Viewer, *, current_password: str) -> str:
    """Make a new code, which is shown this once; the old one stops working. Raises a Refusal."""
    require(policy.can_keep_account(viewer))
    guess = compare_password(viewer, current_password)
    code = recovery.new_code()
    with writing():
        confirm_password(viewer, guess).recovery_digest = recovery.digest(code)
        db.session.flush()
    return code
