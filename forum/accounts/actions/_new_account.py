"""The step that joining and having another pen name share: an account with a persona."""

from sqlalchemy.exc import IntegrityError

from forum.access import Role
from forum.accounts.models import Account, Persona
from forum.accounts.names import Name, NameRefused
from forum.lib import clock
from forum.lib.db import db


def store_account(sign_in_digest: str, name: Name, password_hash: str, recovery_digest: str) -> Account:
    """Put an account with its first persona there; raises NameRefused where somebody was quicker."""
    today = clock.today()
    account = Account(
        sign_in_digest=sign_in_digest,
        password_hash=password_hash,
        recovery_digest=recovery_digest,
        role=Role.MEMBER,
        joined_on=today,
    )
    account.personas.append(
        Persona(
            pen_name=name.shown,
            pen_name_key=name.key,
            skeleton=name.skeleton,
            created_on=today,
        )
    )
    try:
        with db.session.begin_nested():
            db.session.add(account)
    except IntegrityError as error:  # somebody else was quicker between the question and now
        raise NameRefused("taken") from error
    return account
