"""The demonstration's accounts: everybody has one, and a visitor can sign in to four of them."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from forum.access import AgeLevel, Role, Standing, Viewer
from forum.accounts import names, passwords, recovery, tokens
from forum.accounts.models import Account, Persona
from forum.agegate import actions as agegate
from forum.demo.content import Community, PersonText
from forum.lib import clock
from forum.lib.db import db

PASSWORD = "eleven skeins of grey yarn"  # printed at the start; the demonstration guards nothing
APPROVED_TEXTS = {Standing.MEMBER: 12, Standing.NEWCOMER: 0}


def move_in(community: Community, now: datetime) -> Mapping[str, Viewer]:
    """Give everybody an account and a pen name; returns who they are, by pen name."""
    password_hash = passwords.hash_password(PASSWORD)  # once: a hash is slow on purpose
    return {
        person.pen_name: _move_in(person, password_hash, now - timedelta(days=person.joined_days_ago))
        for person in community.people
    }


def _move_in(person: PersonText, password_hash: str, joined_at: datetime) -> Viewer:
    name = names.pen_name(person.pen_name)
    role, standing = Role[person.role.upper()], Standing(person.standing)
    account = Account(
        sign_in_digest=tokens.sign_in_digest(_sign_in_key(person)),
        password_hash=password_hash,
        recovery_digest=recovery.digest(recovery.new_code()),
        role=role,
        joined_on=joined_at.date(),
        approved_texts=APPROVED_TEXTS[standing],
    )
    persona = Persona(
        account=account,
        pen_name=name.shown,
        pen_name_key=name.key,
        skeleton=name.skeleton,
        created_on=joined_at.date(),
    )
    db.session.add(persona)
    db.session.flush()
    viewer = Viewer(account.id, persona.id, name.shown, role, standing, AgeLevel.DECLARED)
    with clock.retelling(joined_at):
        agegate.declare(viewer)
    return viewer


def _sign_in_key(person: PersonText) -> str:
    """What the account is found by; nobody can type the ones that are drawn."""
    if person.sign_in_name is None:
        return secrets.token_hex()
    return names.sign_in_name(person.sign_in_name)
