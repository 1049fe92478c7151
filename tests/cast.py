"""The people of the tests, each with one thing that matters about them.

guest   a visitor without an account        mira   a moderator
ada     an adult member in good standing    otto   a second moderator
tim     a member who has not passed the gate
bo      a suspended member                  nell   a newcomer, whose first texts are held
root    an administrator
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

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

    @property
    def confirmed(self) -> Viewer:
        """As they are when they have just shown that it is them."""
        return replace(self.viewer, is_confirmed=True)


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
        ada, tim, mira, otto, bo, nell, root = _stored(
            _Draft("Ada", password),
            _Draft("Tim", password, adult=False),
            _Draft("Mira", password, role=Role.MODERATOR),
            _Draft("Otto", password, role=Role.MODERATOR),
            _Draft("Bodil", password, standing=Standing.SUSPENDED),
            _Draft("Nell", password, standing=Standing.NEWCOMER),
            _Draft("Rooty", password, role=Role.ADMINISTRATOR),
        )
        db.session.commit()
    return Cast(ada=ada, tim=tim, mira=mira, otto=otto, bo=bo, nell=nell, root=root)


def somebody(pen_name: str, password: str, **what_matters: Any) -> Person:
    """One more person, beside the cast: their `role`, their `standing`, and whether they are an `adult`."""
    return _stored(_Draft(pen_name, password, **what_matters))[0]


@dataclass(frozen=True)
class _Draft:
    """Somebody who is not in the database yet."""

    pen_name: str
    password: str
    role: Role = Role.MEMBER
    standing: Standing = Standing.MEMBER
    adult: bool = True

    @property
    def sign_in_name(self) -> str:
        return f"the private name of {self.pen_name}"

    def persona(self) -> Persona:
        """The rows of somebody under their one pen name."""
        name, today = names.pen_name(self.pen_name), clock.today()
        is_suspended = self.standing is Standing.SUSPENDED
        account = Account(
            sign_in_digest=tokens.sign_in_digest(names.sign_in_key(self.sign_in_name)),
            password_hash=self.password,
            recovery_digest=keys.digest("recovery code", self.pen_name),
            role=self.role,
            joined_on=today,
            approved_texts=0 if self.standing is Standing.NEWCOMER else ESTABLISHED,
            suspended_until=clock.now() + LONG_SUSPENSION if is_suspended else None,
        )
        return Persona(
            account=account,
            pen_name=name.shown,
            pen_name_key=name.key,
            skeleton=name.skeleton,
            identicon_seed=f"{self.pen_name:_<16}",
            created_on=today,
        )

    def person(self, persona: Persona) -> Person:
        """The same somebody, once they are in the database."""
        level = AgeLevel.DECLARED if self.adult else AgeLevel.NONE
        account_id = persona.account_id or 0
        viewer = Viewer(account_id, persona.id, persona.pen_name, self.role, self.standing, level)
        return Person(self.sign_in_name, persona.pen_name, account_id, persona.id, viewer)


def _stored(*drafts: _Draft) -> list[Person]:
    """All at once, for most tests begin with it."""
    personas = [draft.persona() for draft in drafts]
    db.session.add_all(personas)
    db.session.flush()
    people = [draft.person(persona) for draft, persona in zip(drafts, personas, strict=True)]
    today, version = clock.today(), AgePolicy().version
    db.session.add_all(
        AgeAnswer(
            account_id=person.account_id,
            level=AgeLevel.DECLARED,
            method="click",
            answered_on=today,
            policy_version=version,
        )
        for person in people
        if person.viewer.age_level is AgeLevel.DECLARED
    )
    return people
