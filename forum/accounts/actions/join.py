"""Open an account with a pen name."""

from dataclasses import dataclass

from forum.access import AgeLevel, Viewer, require
from forum.accounts import events, limits, names, passwords, policy, queries, recovery, tokens, ways_in
from forum.accounts.actions import _passkeys
from forum.accounts.actions._new_account import store_account
from forum.accounts.actions._open_session import Opened, open_for
from forum.accounts.models import Account
from forum.accounts.names import Name, NameRefused
from forum.accounts.passkeys import Place
from forum.agegate import actions as agegate
from forum.lib.db import Outdated, writing
from forum.lib.events import emit


@dataclass(frozen=True)
class Joined:
    """A new account: its session, and the recovery code that is shown this once."""

    account_id: int
    persona_id: int
    pen_name: str
    recovery_code: str
    session: Opened


@dataclass(frozen=True)
class NewPasskey:
    """What came back from a browser that made a passkey for somebody who joins."""

    place: Place
    ticket: str
    answer: str


def join(
    viewer: Viewer,
    *,
    sign_in_name: str,
    pen_name: str,
    password: str | NewPasskey,
    network: str | None,
    site_name: str = "",
    age_floor: AgeLevel = AgeLevel.NONE,
) -> Joined:
    """Open an account for somebody new, with a password or a passkey, and sign them in; raises a Refusal.

    `age_floor` is what joining asks of people where they are.
    """
    require(policy.can_join(viewer, age_floor))
    name, key = _names(sign_in_name, pen_name, site_name)
    code = recovery.new_code()
    hashed: str | None = ""
    if isinstance(password, str):
        passwords.check(password, [key, name.shown, name.key, site_name])
        hashed = _hash_if_wanted(key, name, password, network)
    with writing():
        limits.JOIN_ATTEMPT.spend(network)
        taken = _what_is_taken(key, name)
        if taken is not None:
            raise NameRefused(taken)
        limits.JOIN.spend(network)
        if hashed is None:
            raise Outdated
        account = store_account(tokens.sign_in_digest(key), name, hashed, recovery.digest(code))
        if isinstance(password, NewPasskey):
            _keep_passkey(account, password)
        session = open_for(account, has_second_factor=isinstance(password, NewPasskey))
        joined = Joined(account.id, account.personas[0].id, name.shown, code, session)
        agegate.bring_along(viewer, account.id)
        emit(events.AccountOpened(account))
        return joined


@writing()
def can_have_names(
    viewer: Viewer,
    *,
    sign_in_name: str,
    pen_name: str,
    network: str | None,
    site_name: str,
    age_floor: AgeLevel,
) -> None:
    """Raise a Refusal where somebody could not join by these names; asked before a passkey is made."""
    require(policy.can_join(viewer, age_floor))
    name, key = _names(sign_in_name, pen_name, site_name)
    limits.JOIN_ATTEMPT.spend(network)
    taken = _what_is_taken(key, name)
    if taken is not None:
        raise NameRefused(taken)


def _names(sign_in_name: str, pen_name: str, site_name: str) -> tuple[Name, str]:
    name = names.pen_name(pen_name, also_reserved=[site_name])
    key = names.sign_in_name(sign_in_name)
    names.check_apart(key, name)
    return name, key


def _keep_passkey(account: Account, new: NewPasskey) -> None:
    made, handle, _account = _passkeys.create(ways_in.TO_JOIN, new.place, new.ticket, new.answer)
    _passkeys.keep(account, made, handle, "")


def _hash_if_wanted(key: str, name: Name, password: str, network: str | None) -> str | None:
    """Hash the password while nobody waits for it; None where joining would be refused anyway."""
    if limits.JOIN_ATTEMPT.is_spent(network) or limits.JOIN.is_spent(network) or _what_is_taken(key, name):
        return None
    return passwords.hash_password(password)


def _what_is_taken(key: str, name: Name) -> str | None:
    if not queries.is_pen_name_free(name.key, name.skeleton):
        return "taken"
    return "sign_in_taken" if queries.is_sign_in_name_taken(key) else None
