"""Ada and Pia, who writes under two names, as Ada does; and short ways to keep somebody away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts import names
from forum.accounts.models import Persona, SignInSession
from forum.accounts.passwords import hash_password
from forum.discussion.actions.block import block, lift_block
from forum.discussion.models import BlockKind, Post
from forum.discussion.queries import reach as queries
from forum.lib import clock
from forum.lib.db import db
from forum.notifications.models import Notice
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address, text_of

DONE = 303
CLOSED = "Replies are not open to you here."
PLACEHOLDER = "A reply by somebody you have blocked"


@dataclass
class Meeting(Stage):
    """A stage on which people keep away from one another."""

    pia: Person = field(init=False)
    kim: Person = field(init=False)  # has no part in any of it
    pias_other: Person = field(init=False)
    adas_other: Person = field(init=False)

    def set_up(self) -> "Meeting":
        """The stage, with Pia and Kim, and the second names."""
        super().set_up()
        with self.work():
            password = hash_password(PASSWORD)
            self.pia, self.kim = somebody("Pia", password), somebody("Kim", password)
            self.pias_other = self._other_name(self.pia, "Quill")
            self.adas_other = self._other_name(self.cast.ada, "Heron")
        return self

    def blocks(self, person: Person, other: Person, kind: BlockKind = BlockKind.BLOCK) -> None:
        """Somebody keeps the person behind a pen name away."""
        with self.work():
            block(person.viewer, db.session.get_one(Persona, other.persona_id), kind)

    def unblocks(self, person: Person, other: Person) -> None:
        """Somebody undoes it."""
        with self.work():
            standing = queries.block_on(person.viewer, db.session.get_one(Persona, other.persona_id))
            assert standing
            lift_block(person.viewer, standing)

    def leaves(self, person: Person) -> None:
        """Nobody signs in under this name any more; what was written stays."""
        with self.work():
            gone = update(Persona).where(Persona.id == person.persona_id).values(account_id=None)
            db.session.execute(gone)

    def visitor(self, person: Person) -> Visitor:
        """Somebody's browser, signed in, under the name that is meant."""
        arrived = super().visitor(person)
        with self.work():
            newest = select(SignInSession.id).order_by(SignInSession.id.desc()).limit(1).scalar_subquery()
            own = update(SignInSession).where(SignInSession.id == newest)
            db.session.execute(own.values(persona_id=person.persona_id))
        return arrived

    def sends(self, person: Person, to: str, words: str = "May I?") -> tuple[int, str]:
        """Somebody sends a reply by the form; the status and the page that come back."""
        with self.app.app_context():
            text = text_of(to)
            piece = to if isinstance(text, Post) else f"post:{text.post.public_id}"
        parent = "" if piece == to else to.split(":")[1]
        answer = self.visitor(person).post(f"{address(piece)}/replies", body=words, parent=parent)
        return answer.status_code, answer.text

    def told(self, person: Person) -> list[str]:
        """What somebody's account was told."""
        with self.app.app_context():
            query = select(Notice.kind).where(Notice.account_id == person.account_id).order_by(Notice.id)
            return list(db.session.scalars(query))

    def _other_name(self, person: Person, pen_name: str) -> Person:
        name = names.pen_name(pen_name)
        persona = Persona(
            account_id=person.account_id,
            pen_name=name.shown,
            pen_name_key=name.key,
            skeleton=name.skeleton,
            created_on=clock.today(),
        )
        db.session.add(persona)
        db.session.flush()
        viewer = replace(person.viewer, persona_id=persona.id, pen_name=name.shown)
        return replace(person, pen_name=name.shown, persona_id=persona.id, viewer=viewer)


def article(page: str, on: str) -> str:
    """A reply's part of a page."""
    return page[page.index(f'id="r-{on.split(":")[1]}"') :].partition("</article>")[0]


def without_tokens(page: str) -> str:
    """A page without what is drawn anew each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.fixture
def meeting(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Meeting:
    """The stage, with nothing written."""
    found = Meeting(app, cast, new_visitor)
    found.set_up()
    return found
