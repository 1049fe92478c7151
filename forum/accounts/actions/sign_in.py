"""Sign in with the private name and the password, and with a one-time code where one is asked for."""

from dataclasses import dataclass

from forum.access import Viewer, require
from forum.accounts import limits, names, one_time_codes, passwords, policy, queries, tickets, tokens
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.models import Account, OneTimeCodes
from forum.accounts.refusals import StaleTicket, WrongCredentials, WrongOneTimeCode
from forum.lib import clock, keys
from forum.lib.db import Outdated, db, writing

HALF_WAY = "signing in, half way"  # the purpose of the ticket between the two steps


@dataclass(frozen=True)
class CodeWanted:
    """The password was right; the ticket and a one-time code open the session."""

    ticket: str


def sign_in(
    viewer: Viewer,
    *,
    sign_in_name: str,
    password: str,
    network: str | None,
    instead_of: int | None = None,
) -> Opened | CodeWanted:
    """Open a session, or ask for a one-time code first; raises WrongCredentials or TooMany.

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
        if guess is None or queries.password_hash_by_sign_in_name(key) != guess.stored:
            raise Outdated
        account = queries.account_by_sign_in_name(key) if guess.fits else None
        if account is None:
            raise WrongCredentials
        _hold(account)
        if account.password_hash != guess.stored:
            raise Outdated
        limits.SIGN_IN_NAME.forget(subject)
        if guess.renewed is not None:
            account.password_hash = guess.renewed
        if db.session.get(OneTimeCodes, account.id) is not None:
            return CodeWanted(tickets.issue(HALF_WAY, account=account.id, password=_mark(account)))
        return open_for(account, instead_of=instead_of)


def sign_in_with_code(
    viewer: Viewer, *, ticket: str, code: str, network: str | None, instead_of: int | None = None
) -> Opened:
    """Open a session for whoever gave the right password a short while ago; raises a Refusal."""
    require(policy.can_sign_in(viewer))
    half_way = tickets.read(HALF_WAY, ticket)
    with writing():
        limits.SIGN_IN_NETWORK.spend(network)
        account = db.session.get(Account, half_way.claims["account"])
        if account is None:
            raise StaleTicket
        _hold(account)
        codes = db.session.get(OneTimeCodes, account.id, with_for_update=True)
        if codes is None or half_way.claims["password"] != _mark(account):
            raise StaleTicket
        limits.ONE_TIME_CODE.spend(str(account.id))
        secret = one_time_codes.unseal(codes.sealed_secret)
        step = one_time_codes.fitting_step(secret, code, clock.now(), codes.last_step)
        if step is None:
            raise WrongOneTimeCode
        tickets.spend(half_way)
        codes.last_step = step
        limits.ONE_TIME_CODE.forget(str(account.id))
        return open_for(account, instead_of=instead_of, has_second_factor=True)


def _hold(account: Account) -> None:
    """Let whoever changes the password wait: what ends all sessions then ends this one, too."""
    db.session.refresh(account, with_for_update={"key_share": True})


def _mark(account: Account) -> str:
    """What ties a ticket to the password that it was given for."""
    return keys.digest(HALF_WAY, account.password_hash)[:16]
