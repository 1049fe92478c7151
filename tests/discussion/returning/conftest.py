"""A conversation that people leave and come back to."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Post, Reply, Visit
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.lib.db import db, writing
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space, many_replies

BEGAN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


@dataclass
class Talk:
    """A piece by Ada with a conversation, and a clock that one moves."""

    app: Flask
    cast: Cast
    clock: time_machine.Traveller
    post_id: str = ""
    ids: list[str] = field(default_factory=list)

    @contextmanager
    def work(self) -> Iterator[None]:
        """What happens inside is committed, as the edge of a request does."""
        with self.app.app_context(), writing():
            yield
            db.session.commit()

    @property
    def url(self) -> str:
        """Where the conversation is read."""
        return f"/p/{self.post_id}"

    def later(self, **span: int) -> None:
        """Time goes by."""
        self.clock.shift(timedelta(**span))

    def reply(self, person: Person, to: str | None = None, body: str = "") -> str:
        """Somebody replies; gives the reply's id."""
        with self.work():
            post = find_post(person.viewer, self.post_id)
            parent = find_reply(person.viewer, to) if to else None
            words = body or f"Words {post.last_sequence} {parent and parent.id}."
            return a_reply(person.viewer, post, parent, words).public_id

    def many(self, parents: list[int | None]) -> list[str]:
        """Otto writes a great many replies at once; their ids in reading order."""
        with self.work():
            post = find_post(self.cast.otto.viewer, self.post_id)
            return many_replies(post, self.cast.otto.persona_id, parents)

    def withdraw(self, person: Person, reply: str) -> None:
        """Somebody takes a reply back."""
        with self.work():
            withdraw(person.viewer, find_reply(person.viewer, reply))

    def visits(self) -> int:
        """How many visits are remembered of anybody."""
        with self.app.app_context():
            return len(db.session.execute(select(Visit.post_id)).all())

    def last(self) -> int:
        """The number of the reply that was shown last."""
        with self.app.app_context():
            query = select(Post.last_sequence).where(Post.public_id == self.post_id)
            return int(db.session.scalars(query).one())


@pytest.fixture
def talk(app: Flask, cast: Cast) -> Iterator[Talk]:
    """A piece with two replies by Otto, as of some noon."""
    with time_machine.travel(BEGAN, tick=False) as clock:
        found = Talk(app, cast, clock)
        with found.work():
            found.post_id = a_post(cast.ada.viewer, a_space()).public_id
        found.many([None, 0])
        yield found


Come = Callable[[Person], Visitor]


@pytest.fixture
def come(new_visitor: Callable[[], Visitor]) -> Come:
    """Somebody signs in on a device of their own."""
    return lambda person: new_visitor().sign_in(person)


def marked(page: str) -> list[str]:
    """The replies that a page marks as new, in the order in which they stand."""
    return re.findall(r'<article class="reply[^"]* reply--new[^"]*" id="r-([^"]+)"', page)


def said(page: str) -> str | None:
    """What a page says of how many are new."""
    found = re.search(r'<div class="fresh">.*?<a [^>]*>([^<]+)</a>', page, re.DOTALL)
    return found.group(1) if found else None


def everything_kept(app: Flask) -> list[tuple[object, ...]]:
    """All that is remembered of anybody's visits."""
    with app.app_context():
        return [tuple(row) for row in db.session.execute(select(Visit.__table__)).all()]


__all__ = ["Come", "Reply", "Talk", "everything_kept", "marked", "said"]
