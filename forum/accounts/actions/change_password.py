"""Choose another password while signed in, or a first one beside passkeys."""

from forum.access import Viewer, require
from forum.accounts import key_rings, passwords, policy
from forum.accounts.actions.end_other_sessions import end_other_sessions
from forum.accounts.models import Account, OneTimeCodes
from forum.lib.db import db, writing


def change_password(viewer: Viewer, *, new_password: str, this: int | None, site_name: str = "") -> None:
    """Set a new password and sign out everywhere else; raises a Refusal.

    A shorter one will do where one-time codes are asked for as well.
    """
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    has_codes = db.session.get(OneTimeCodes, viewer.account_id) is not None
    passwords.check(new_password, [viewer.pen_name or "", site_name], is_one_of_two=has_codes)
    hashed = passwords.hash_password(new_password)
    with writing():
        require(policy.can_change_credentials(viewer))
        account = db.session.get_one(Account, viewer.account_id, with_for_update={"key_share": True})
        codes = db.session.get(OneTimeCodes, viewer.account_id, with_for_update=True)
        if codes is None:  # switched off between the question and now
            passwords.check(new_password)
        else:
            codes.has_short_password = passwords.is_short(new_password)
        account.password_hash = hashed
        end_other_sessions(viewer, this)
