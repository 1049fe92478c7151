"""Sign in with the private name and the password."""

from forum.access import Viewer, require
from forum.accounts import limits, names, passwords, policy, queries, tokens
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.refusals import WrongCredentials
from forum.lib.db import Outdated, writing


def sign_in(
    viewer: Viewer,
    *,
    sign_in_name: str,
    password: str,
    network: str | None,
    instead_of: int | None = None,
) -> Opened:
    """Open a session; raises WrongCredentials or TooMany.

    An unknown name costs the same questions and the same hash as a known one. What an attempt has
    spent is kept by the caller even when it is refused. The hash is made before anybody has to wait.
    """
    require(policy.can_sign_in(viewer))
    key = names.sign_in_key(sign_in_name)
    subject = tokens.sign_in_digest(key)
    guess = None
    if not limits.SIGN_IN_NETWORK.is_spent(network) and not limits.SIGN_IN_NAME.is_spent(subject):
        guess = passwords.guess(queries.password_hash_by_sign_in_name(key), password)
    with writing():
        limits.SIGN_IN_NETWORK.spend(network)
        limits.SIGN_IN_NAME.spend(subject)
        account = queries.account_by_sign_in_name(key)
        if guess is None or (account is not None and account.password_hash != guess.stored):
            raise Outdated
        if account is None or not guess.fits:
            raise WrongCredentials
        limits.SIGN_IN_NAME.forget(subject)
        if guess.renewed is not None:
            account.password_hash = guess.renewed
        return open_for(account, instead_of=instead_of)
