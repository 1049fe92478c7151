"""Sign in with the private name and the password."""

from forum.access import Viewer, require
from forum.accounts import limits, names, passwords, policy, queries, tokens
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.refusals import WrongCredentials


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
    spent is kept by the caller even when it is refused.
    """
    require(policy.can_sign_in(viewer))
    key = names.sign_in_key(sign_in_name)
    subject = tokens.sign_in_digest(key)
    limits.SIGN_IN_NETWORK.spend(network)
    limits.SIGN_IN_NAME.spend(subject)
    account = queries.account_by_sign_in_name(key)
    fits = passwords.verify(account.password_hash if account else None, password)
    if account is None or not fits:
        raise WrongCredentials
    limits.SIGN_IN_NAME.forget(subject)
    if passwords.needs_rehash(account.password_hash):
        account.password_hash = passwords.hash_password(password)
    return open_for(account, instead_of=instead_of)
