"""The steps that signing in, confirming and adding have in common where a passkey is used."""

from base64 import urlsafe_b64decode

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.accounts import passkeys, tickets
from forum.accounts.models import Account, Passkey
from forum.accounts.passkeys import Answer, Place
from forum.accounts.refusals import PasskeyRefused
from forum.lib import clock
from forum.lib.db import db

LONGEST_NAME = 40


def use(purpose: str, place: Place, ticket: str, typed: str) -> Passkey:
    """The passkey that answered a challenge of ours, for the first time; raises a Refusal."""
    asked = tickets.read(purpose, ticket)
    tickets.spend(asked)
    wanted = select(Passkey).where(Passkey.credential_id == passkeys.credential_id(typed))
    passkey = db.session.scalar(wanted.with_for_update())
    if passkey is None:
        raise PasskeyRefused
    challenge = urlsafe_b64decode(asked.claims["challenge"])
    passkey.sign_count = passkeys.used(place, typed, challenge, passkey.public_key, passkey.sign_count)
    return passkey


def create(purpose: str, place: Place, ticket: str, typed: str) -> tuple[Answer, bytes, object]:
    """A passkey just made for us, what it calls its owner, and for which account; raises a Refusal."""
    asked = tickets.read(purpose, ticket)
    tickets.spend(asked)
    answer = passkeys.created(place, typed, urlsafe_b64decode(asked.claims["challenge"]))
    return answer, urlsafe_b64decode(asked.claims["handle"]), asked.claims["account"]


def keep(account: Account, answer: Answer, handle: bytes, name: str) -> None:
    """Let an account be signed in to with a new passkey; raises PasskeyRefused where it is known already."""
    known = select(Passkey.id).where(Passkey.credential_id == answer.credential_id)
    if db.session.scalar(known) is not None:
        raise PasskeyRefused
    account.passkey_handle = handle
    db.session.add(
        Passkey(
            account_id=account.id,
            credential_id=answer.credential_id,
            public_key=answer.public_key,
            sign_count=answer.sign_count,
            name=name.strip()[:LONGEST_NAME],
            added_on=clock.today(),
        )
    )
    try:
        db.session.flush()
    except IntegrityError as faster:  # the same one was sent twice at once
        raise PasskeyRefused from faster
