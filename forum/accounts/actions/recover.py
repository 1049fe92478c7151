"""Get back in with the recovery code."""

from dataclasses import dataclass

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.accounts import key_rings, limits, names, passwords, policy, queries, recovery, tokens
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.models import OneTimeCodes, SignInSession
from forum.accounts.refusals import WrongCode
from forum.lib.db import Outdated, db, writing


@dataclass(frozen=True)
class Recovered:
    """A session for somebody who is back, and the code that replaces the one they used."""

    recovery_code: str
    session: Opened


def recover(
    viewer: Viewer,
    *,
    sign_in_name: str,
    code: str,
    new_password: str,
    network: str | None,
    site_name: str = "",
    instead_of: int | None = None,
) -> Recovered:
    """Set a new password, end every session and open one; raises a Refusal. No code is asked for any more.

    An unknown name costs the same questions as a known one with a wrong code. A code works once.
    """
    require(policy.can_sign_in(viewer))
    key = names.sign_in_key(sign_in_name)
    passwords.check(new_password, [key, site_name])
    subject = tokens.sign_in_digest(key)
    hashed = _hash_if_wanted(key, code, new_password, network)
    with writing():
        limits.RECOVER_NETWORK.spend(network)
        limits.RECOVER_NAME.spend(subject)
        fits = recovery.matches(code, queries.recovery_digest_by_sign_in_name(key))
        account = queries.account_by_sign_in_name(key) if fits else None
        if account is None:
            raise WrongCode
        passwords.check(new_password, [key, site_name, *(own.pen_name for own in account.personas)])
        if hashed is None:
            raise Outdated
        fresh = recovery.new_code()
        account.password_hash = hashed
        account.recovery_digest = recovery.digest(fresh)
        db.session.flush()
        limits.SIGN_IN_NAME.forget(subject)
        own = key_rings.accounts_with(account.id)
        for table in (SignInSession, OneTimeCodes):
            db.session.execute(delete(table).where(table.account_id.in_(own)))
        return Recovered(fresh, open_for(account, instead_of=instead_of))


def _hash_if_wanted(key: str, code: str, new_password: str, network: str | None) -> str | None:
    """Hash the password while nobody waits for it; None where getting in would be refused anyway."""
    if limits.RECOVER_NETWORK.is_spent(network) or limits.RECOVER_NAME.is_spent(tokens.sign_in_digest(key)):
        return None
    if not recovery.matches(code, queries.recovery_digest_by_sign_in_name(key)):
        return None
    return passwords.hash_password(new_password)
