"""Note that a member agrees to the rules as they are worded now."""

from sqlalchemy import update

from forum.access import Viewer, require
from forum.accounts import policy
from forum.accounts.models import Account
from forum.lib.db import db, writing


@writing()
def agree_to_rules(viewer: Viewer, newest: int) -> None:
    """Agree to all wordings up to `newest`, which the member has read; never to fewer than before."""
    require(policy.can_keep_account(viewer))
    mine = (Account.id == viewer.account_id, Account.rules_agreed_version < newest)
    db.session.execute(update(Account).where(*mine).values(rules_agreed_version=newest))
