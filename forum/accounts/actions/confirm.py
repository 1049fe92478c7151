"""Show anew that it is oneself who sits there, before what only an account's owner may do."""

from forum.access import Viewer, require
from forum.accounts import key_rings, limits, passwords, policy, ways_in
from forum.accounts.actions import _passkeys
from forum.accounts.models import SignInSession
from forum.accounts.passkeys import Place
from forum.accounts.refusals import PasskeyRefused, WrongPassword
from forum.lib import clock
from forum.lib.db import Outdated, db, writing


def confirm_by_password(viewer: Viewer, this: int | None, password: str) -> None:
    """Confirm the present session with the password; raises WrongPassword or TooMany."""
    require(policy.can_keep_account(viewer))
    guess = None
    if not limits.OWN_PASSWORD.is_spent(str(key_rings.keeper_of(viewer).id)):
        guess = passwords.guess(key_rings.keeper_of(viewer).password_hash, password)
    with writing():
        account = key_rings.keeper_of(viewer)
        limits.OWN_PASSWORD.spend(str(account.id))
        if guess is None or account.password_hash != guess.stored:
            raise Outdated
        if not guess.fits:
            raise WrongPassword
        limits.OWN_PASSWORD.forget(str(account.id))
        _confirmed(this)


def confirm_by_passkey(viewer: Viewer, this: int | None, *, place: Place, ticket: str, answer: str) -> None:
    """Confirm the present session with one of one's passkeys, which is a second factor too."""
    require(policy.can_keep_account(viewer))
    with writing():
        keeper = key_rings.keeper_of(viewer).id
        limits.OWN_PASSWORD.spend(str(keeper))
        if _passkeys.use(ways_in.TO_CONFIRM, place, ticket, answer).account_id != keeper:
            raise PasskeyRefused
        limits.OWN_PASSWORD.forget(str(keeper))
        _confirmed(this).has_second_factor = True


def _confirmed(this: int | None) -> SignInSession:
    session = db.session.get_one(SignInSession, this)
    session.confirmed_until = clock.now() + policy.CONFIRMED_FOR
    db.session.flush()
    return session
