"""Ada's piece, people who reply beneath it, and short ways for her to tend it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.accounts.passwords import hash_password
from forum.discussion.actions.lock import lock
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.actions.start_post import start_post
from forum.discussion.checks import CHECKS
from forum.discussion.composing import PostDraft
from forum.discussion.models import LockedBy, Post, Space
from forum.lib.db import db
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address, name, text_of

SEEN = 303  # a button did what it says, and leads on
LINK = re.compile(r'href="/p/\w+/replies/new\?parent=(\w+)"')


@dataclass
class Garden(Stage):
    """A stage on which Ada has a piece."""

    piece_name: str = ""
    pia: Person = field(init=False)  # two members in good standing, neither of whom moderates
    kim: Person = field(init=False)

    def set_up(self) -> "Garden":
        """The stage, and Pia and Kim."""
        super().set_up()
        with self.work():
            password = hash_password(PASSWORD)
            self.pia, self.kim = somebody("Pia", password), somebody("Kim", password)
        return self

    @property
    def place(self) -> str:
        """The address of Ada's piece."""
        return address(self.piece_name)

    def piece_on_terms(self, person: Person, **terms: Any) -> str:
        """Start a piece with terms."""
        with self.work():
            space = db.session.scalars(select(Space)).first()
            assert space
            return name(start_post(person.viewer, space, PostDraft("A winter", "It snowed.", **terms)))

    def change_terms(self, **terms: Any) -> None:
        """Ada's piece has other terms from now on."""
        with self.work():
            db.session.execute(
                update(Post).where(Post.public_id == self.piece_name.split(":")[1]).values(terms)
            )

    def says(self, person: Person, words: str, to: str | None = None) -> str:
        """Somebody replies beneath Ada's piece."""
        return self.reply(person, to or self.piece_name, words)

    def acts(self, person: Person, on: str, verb: str, **fields: str) -> int:
        """Somebody presses one of the author's buttons; the status that comes back."""
        return self.visitor(person).post(f"{address(on)}/{verb}", **fields).status_code

    def moderators_lock(self, on: str) -> None:
        """Mira locks a conversation or a branch, as moderators do."""
        with self.work():
            lock(self.cast.mira.viewer, text_of(on), LockedBy.MODERATOR)

    def removed(self, on: str) -> None:
        """Mira removes a text."""
        with self.work():
            remove(self.cast.mira.viewer, text_of(on), 1)

    def approved(self, on: str) -> None:
        """Mira approves it."""
        with self.work():
            publish(self.cast.mira.viewer, text_of(on))

    def restored(self, on: str) -> None:
        """Mira puts it back."""
        with self.work():
            restore(self.cast.mira.viewer, text_of(on))

    def answerable(self, reader: Visitor) -> set[str]:
        """The replies that a reader of Ada's piece is offered to answer."""
        return {f"reply:{public_id}" for public_id in LINK.findall(reader.get(self.place).text)}

    def sends(self, person: Person, words: str = "May I?", to: str | None = None) -> int:
        """Somebody sends a reply by the form; the status that comes back."""
        parent = to.split(":")[1] if to else ""
        return self.visitor(person).post(f"{self.place}/replies", body=words, parent=parent).status_code

    def state_of(self, on: str) -> str:
        """How a text stands."""
        with self.app.app_context():
            return text_of(on).visibility

    def post(self) -> Post:
        """Ada's piece, inside an application context."""
        found = text_of(self.piece_name)
        assert isinstance(found, Post)
        return found

    def is_sound(self) -> bool:
        """Whether the doctor finds nothing wrong with the discussion."""
        with self.app.app_context():
            return [fault for check in CHECKS for fault in check.faults()] == []


@pytest.fixture
def garden(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Garden:
    """Ada's piece, with nothing beneath it."""
    found = Garden(app, cast, new_visitor)
    found.set_up()
    found.piece_name = found.piece(cast.ada)
    return found
