"""Choose another password while signed in."""

from forum.access import Viewer, require
from forum.accounts import passwords, policy
from forum.accounts.actions._confirm_password import compare_password, confirm_password
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.lib.db import writing


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
    guess = compare_password(viewer, current_password)
    hashed = passwords.hash_password(new_password) if guess and guess.fits else ""
    with writing():
        confirm_password(viewer, guess).password_hash = hashed
        end_other_sessions(viewer, this)
