"""The people of the tests, each with one thing that matters about them.

guest   a visitor without an account        mira   a moderator
ada     an adult member in good standing    otto   a second moderator
tim     a member who has not passed the gate
bo      a suspended member                  nell   a newcomer, whose first texts are held
root    an administrator
"""

from dataclasses import dataclass, field
from datetime import timedelta

from flask import Flask

from forum.access import GUEST, AgeLevel, Role, Standing, Viewer
from forum.accounts import names, passwords, tokens
from forum.accounts.models import Account, Persona
from forum.agegate.models import AgeAnswer
from forum.agegate.policy import AgePolicy
from forum.lib import clock, keys
from forum.lib.db import db, writing

PASSWORD = "seven green kettles under snow"  # everybody's, in every test
ESTABLISHED = 10  # texts approved, well past a newcomer's first two
LONG_SUSPENSION = timedelta(days=30)


@dataclass(frozen=True)
class Person:
    """Somebody with an account: how they sign in, and who they are to a policy."""

    sign_in_name: str
    pen_name: str
    account_id: int
    persona_id: int
    viewer: Viewer


@dataclass(frozen=True)
class Cast:
    """Everybody, by name."""

    ada: Person
    tim: Person
    mira: Person
    otto: Person
    bo: Person
    nell: Person
    root: Person
    guest: Viewer = field(default=GUEST)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody who has an account."""
        return (self.ada, self.tim, self.mira, self.otto, self.bo, self.nell, self.root)

    @property
    def viewers(self) -> tuple[Viewer, ...]:
        """Everybody, the guest included, as policies and queries see them."""
        return (self.guest, *(person.viewer for person in self.people))


def assemble(app: Flask) -> Cast:
    """Put the whole cast into the application's empty database."""
    with app.app_context(), writing():
        password = passwords.hash_password(PASSWORD)
        cast = Cast(
            ada=somebody("Ada", password),
            tim=somebody("Tim", password, adult=False),
            mira=somebody("Mira", password, role=Role.MODERATOR),
            otto=somebody("Otto", password, role=Role.MODERATOR),
            bo=somebody("Bodil", password, standing=Standing.SUSPENDED),
            nell=somebody("Nell", password, standing=Standing.NEWCOMER),
            root=somebody("Rooty", password, role=Role.ADMINISTRATOR),
        )
        db.session.commit()
    return cast


def somebody(
    pen_name: str,
    password: str,
    *,
    role: Role = Role.MEMBER,
    standing: Standing = Standing.MEMBER,
    adult: bool = True,
) -> Person:
    """One more person, beside the cast."""
    sign_in_name = f"the private name of {pen_name}"
    name = names.pen_name(pen_name)
    now = clock.now()
    account = Account(
        sign_in_digest=tokens.sign_in_digest(names.sign_in_key(sign_in_name)),
        password_hash=password,
        recovery_digest=keys.digest("recovery code", pen_name),
        role=role,
        joined_on=now.date(),
        approved_texts=0 if standing is Standing.NEWCOMER else ESTABLISHED,
        suspended_until=now + LONG_SUSPENSION if standing is Standing.SUSPENDED else None,
    )
    persona = Persona(
        account=account,
        pen_name=name.shown,
        pen_name_key=name.key,
        skeleton=name.skeleton,
        identicon_seed=f"{pen_name:_<16}",
        created_on=now.date(),
    )
    db.session.add(persona)
    db.session.flush()
    level = AgeLevel.DECLARED if adult else AgeLevel.NONE
    if adult:
        db.session.add(
            AgeAnswer(
                account_id=account.id,
                level=level,
                method="click",
                answered_on=now.date(),
                policy_version=AgePolicy().version,
            )
        )
    viewer = Viewer(account.id, persona.id, name.shown, role, standing, level)
    return Person(sign_in_name, name.shown, account.id, persona.id, viewer)
