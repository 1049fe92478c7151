"""The ways into one's account: what there is, and what a browser or a phone needs to make another."""

import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select

from forum.access import Viewer, require
from forum.accounts import key_rings, one_time_codes, passkeys, policy, queries, tickets
from forum.accounts.models import OneTimeCodes, Passkey
from forum.accounts.passkeys import Place
from forum.lib.db import db

# What a ticket is for; none is good for anything else.
TO_JOIN = "joining with a passkey"
TO_SIGN_IN = "signing in with a passkey"
TO_CONFIRM = "confirming with a passkey"
TO_ADD = "adding a passkey"
TO_SET_UP_CODES = "setting up one-time codes"


@dataclass(frozen=True)
class Offer:
    """What a browser is asked to sign, and the ticket that comes back with its answer."""

    ticket: str
    options: dict[str, Any]


@dataclass(frozen=True)
class CodesOffer:
    """A secret for an app, and the ticket that comes back with the first code."""

    ticket: str
    secret: str
    address: str

    @property
    def groups(self) -> list[str]:
        """The secret as somebody types it who has no camera at hand."""
        return [self.secret[start : start + 4] for start in range(0, len(self.secret), 4)]


@dataclass(frozen=True)
class OwnPasskey:
    """One of somebody's passkeys as they see it."""

    public_id: str
    name: str
    added_on: date


@dataclass(frozen=True)
class WaysIn:
    """How somebody can sign in."""

    has_password: bool
    has_codes: bool
    passkeys: list[OwnPasskey]
    is_keeper: bool  # the keys belong to this pen name, and not to another one of theirs

    @property
    def has_second_factor(self) -> bool:
        """Whether a session can be opened with more than a password."""
        return self.has_codes or bool(self.passkeys)


def of(viewer: Viewer) -> WaysIn:
    """How the viewer can sign in."""
    account = key_rings.keeper_of(viewer)
    own = db.session.scalars(select(Passkey).where(Passkey.account_id == account.id).order_by(Passkey.id))
    return WaysIn(
        has_password=bool(account.password_hash),
        has_codes=db.session.get(OneTimeCodes, account.id) is not None,
        passkeys=[OwnPasskey(passkey.public_id, passkey.name, passkey.added_on) for passkey in own],
        is_keeper=account.id == viewer.account_id,
    )


def is_second_factor_required() -> bool:
    """Whether moderators' rights sleep in a session that was opened with a password alone."""
    return bool(current_app.config["SECOND_FACTOR"])


def to_sign_in(place: Place) -> Offer:
    """What is asked of somebody's browser while we do not know yet who they are."""
    return _to_use(TO_SIGN_IN, place, [])


def to_confirm(viewer: Viewer, place: Place) -> Offer:
    """What is asked of the viewer's browser in order to know that it is them."""
    require(policy.can_keep_account(viewer))
    return _to_use(TO_CONFIRM, place, _known(key_rings.keeper_of(viewer).id))


def to_join(place: Place) -> Offer:
    """What is asked of the browser of somebody who has no account yet."""
    return _to_create(TO_JOIN, place, None, secrets.token_bytes(passkeys.HANDLE_BYTES), [])


def to_add(viewer: Viewer, place: Place) -> Offer:
    """What is asked of the viewer's browser for one more passkey."""
    account = queries.account_of(viewer)
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    handle = account.passkey_handle or secrets.token_bytes(passkeys.HANDLE_BYTES)
    return _to_create(TO_ADD, place, account.id, handle, _known(account.id))


def to_set_up_codes(viewer: Viewer, label: str) -> CodesOffer:
    """A fresh secret for the viewer's app; nothing is kept of it until a code made of it comes back."""
    require(policy.can_change_keys(viewer, key_rings.keeper_of(viewer).id))
    return _codes(one_time_codes.new_secret(), viewer, label)


def same_codes(viewer: Viewer, ticket: str, label: str) -> CodesOffer:
    """The secret of an offer that is still good, for another try; raises StaleTicket."""
    require(policy.can_change_credentials(viewer))
    claims = tickets.read(TO_SET_UP_CODES, ticket).claims
    return CodesOffer(ticket, claims["secret"], one_time_codes.address(claims["secret"], label))


def _codes(secret: str, viewer: Viewer, label: str) -> CodesOffer:
    ticket = tickets.issue(TO_SET_UP_CODES, account=viewer.account_id, secret=secret)
    return CodesOffer(ticket, secret, one_time_codes.address(secret, label))


def _known(account_id: int) -> list[bytes]:
    return list(db.session.scalars(select(Passkey.credential_id).where(Passkey.account_id == account_id)))


def _to_use(purpose: str, place: Place, known: list[bytes]) -> Offer:
    challenge = secrets.token_bytes(passkeys.CHALLENGE_BYTES)
    ticket = tickets.issue(purpose, challenge=urlsafe_b64encode(challenge).decode())
    return Offer(ticket, passkeys.to_use(place, challenge, known))


def _to_create(purpose: str, place: Place, account: int | None, handle: bytes, known: list[bytes]) -> Offer:
    challenge = secrets.token_bytes(passkeys.CHALLENGE_BYTES)
    ticket = tickets.issue(
        purpose,
        challenge=urlsafe_b64encode(challenge).decode(),
        handle=urlsafe_b64encode(handle).decode(),
        account=account,
    )
    return Offer(ticket, passkeys.to_create(place, challenge, handle, known))
