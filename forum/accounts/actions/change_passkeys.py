"""Add a passkey, and remove one."""

from sqlalchemy import func, select

from forum.access import Viewer, require
from forum.accounts import key_rings, policy, queries, ways_in
from forum.accounts.actions import _passkeys
from forum.accounts.models import Account, Passkey, SignInSession
from forum.accounts.passkeys import Place
from forum.accounts.refusals import LastWayIn, StaleTicket
from forum.lib.db import by_public_id, db, writing


@writing()
def add_passkey(
    viewer: Viewer, *, place: Place, ticket: str, answer: str, name: str, this: int | None
) -> None:
    """Let one more passkey sign the viewer in; raises a Refusal."""
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    made, handle, account_id = _passkeys.create(ways_in.TO_ADD, place, ticket, answer)
    if account_id != viewer.account_id:
        raise StaleTicket
    _passkeys.keep(queries.account_of(viewer), made, handle, name)
    db.session.get_one(SignInSession, this).has_second_factor = True


@writing()
def remove_passkey(viewer: Viewer, public_id: str) -> None:
    """Have a passkey sign nobody in any more; raises LastWayIn where nothing else would."""
    require(policy.can_change_credentials(viewer))
    # Of two that are removed at once, the second one's turn is when the first is gone.
    account = db.session.get_one(Account, viewer.account_id, with_for_update={"key_share": True})
    passkey = by_public_id(Passkey, public_id)
    require(policy.can_change_passkey(viewer, passkey))
    own = select(func.count()).where(Passkey.account_id == viewer.account_id)
    if not account.password_hash and db.session.scalar(own) == 1:
        raise LastWayIn
    db.session.delete(passkey)
    db.session.flush()
