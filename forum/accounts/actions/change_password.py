"""Choose another password while signed in."""

from forum.access import Viewer, require
from forum.accounts import passwords, policy, queries
from forum.accounts.actions._confirm_password import confirm_password
from forum.accounts.actions.end_other_sessions import end_other_sessions


def change_password(
    viewer: Viewer,
    *,
    current_password: str,
    new_password: str,
    this: int | None,
    site_name: str = "",
) -> None:
    """Set a new password and sign out everywhere else; raises a Refusal."""
    require(policy.can_keep_account(viewer))
    passwords.check(new_password, [viewer.pen_name or "", site_name])
    confirm_password(viewer, current_password)
    queries.account_of(viewer).password_hash = passwords.hash_password(new_password)
    end_other_sessions(viewer, this)
