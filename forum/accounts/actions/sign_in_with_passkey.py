"""Sign in with a passkey, which stands for both factors."""

from forum.access import Viewer, require
from forum.accounts import limits, policy, ways_in
from forum.accounts.actions import _passkeys
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.models import Account
from forum.accounts.passkeys import Place
from forum.lib.db import db, writing


def sign_in_with_passkey(
    viewer: Viewer,
    *,
    place: Place,
    ticket: str,
    answer: str,
    network: str | None,
    instead_of: int | None = None,
) -> Opened:
    """Open a session for the owner of a passkey; raises a Refusal."""
    require(policy.can_sign_in(viewer))
    with writing():
        limits.SIGN_IN_NETWORK.spend(network)
        passkey = _passkeys.use(ways_in.TO_SIGN_IN, place, ticket, answer)
        account = db.session.get_one(Account, passkey.account_id)
        return open_for(account, instead_of=instead_of, has_second_factor=True)
