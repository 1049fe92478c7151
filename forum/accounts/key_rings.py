"""Key rings: the accounts that one person's keys open, each with a pen name and rights of its own.

The first account on a ring holds the keys (password, passkeys, codes, recovery code); the others are opened
from it. Rows are sealed, each with its own nonce: the database alone does not show which belong together.
"""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from forum.access import Viewer, require
from forum.accounts import names, policy, tokens
from forum.accounts.models import Account, KeyRing, Persona
from forum.accounts.names import Name, NameRefused
from forum.lib import keys
from forum.lib.db import db

PURPOSE = "key ring"


@dataclass(frozen=True)
class OwnName:
    """One of somebody's pen names as they see it."""

    public_id: str
    pen_name: str
    is_this: bool


def accounts_with(account_id: int) -> list[int]:
    """The accounts on the ring that an account is on, the holder of the keys first; often itself alone."""
    ring = db.session.get(KeyRing, account_id)
    if ring is None:
        return [account_id]
    return [int(number) for number in keys.unseal(PURPOSE, ring.sealed_accounts).split()]


def hold(account_id: int) -> list[int]:
    """The same, and nobody else changes the ring before this transaction ends."""
    keeper = select(Account.id).where(Account.id == accounts_with(account_id)[0])
    db.session.execute(keeper.with_for_update(key_share=True)).one()
    db.session.get(KeyRing, account_id, populate_existing=True)  # somebody may have been faster
    return accounts_with(account_id)


def keeper_of(viewer: Viewer) -> Account:
    """The account whose keys the viewer came in by."""
    require(policy.can_keep_account(viewer))
    return db.session.get_one(Account, accounts_with(viewer.account_id or 0)[0])


def check_apart(account_id: int, name: Name) -> None:
    """Refuse a pen name that says by what name its bearer signs in, be it kept with another of theirs."""
    keeper = db.session.get_one(Account, accounts_with(account_id)[0])
    if keeper.sign_in_digest == tokens.sign_in_digest(names.sign_in_key(name.shown)):
        raise NameRefused("sign_in_same")


def names_of(viewer: Viewer) -> list[OwnName]:
    """The viewer's own pen names, the one with the keys first."""
    require(policy.can_keep_account(viewer))
    own = accounts_with(viewer.account_id or 0)
    found = db.session.scalars(select(Persona).where(Persona.account_id.in_(own)))
    rows = sorted(found, key=lambda persona: own.index(persona.account_id or 0))
    return [OwnName(each.public_id, each.pen_name, each.id == viewer.persona_id) for each in rows]


def most() -> int:
    """How many pen names one person may have here; 1 where the operator has set nothing."""
    return int(current_app.config["PEN_NAMES"])


def store(account_ids: list[int]) -> None:
    """Put accounts on one ring; one alone needs none. Within a transaction."""
    for account_id in account_ids:
        ring = db.session.get(KeyRing, account_id)
        if len(account_ids) == 1:
            if ring is not None:
                db.session.delete(ring)
            continue
        sealed = keys.seal(PURPOSE, " ".join(map(str, account_ids)))
        if ring is None:
            db.session.add(KeyRing(account_id=account_id, sealed_accounts=sealed))
        else:
            ring.sealed_accounts = sealed
    db.session.flush()
