"""A space with a piece in it, and people who write."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from forum.access import AccessRefused, Decision
from forum.discussion.actions.reply import reply
from forum.discussion.actions.start_post import start_post
from forum.discussion.composing import PostDraft
from forum.discussion.models import Post, Reply, Space, WhoMayStart
from forum.lib.db import db, writing
from forum.markup import render
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor


@dataclass
class Stage:
    """The application with its cast, a space, and short ways to put texts there."""

    app: Flask
    cast: Cast
    new_visitor: Callable[[], Visitor]

    @contextmanager
    def work(self) -> Iterator[None]:
        """What happens inside is committed, as the edge of a request does."""
        with self.app.app_context(), writing():
            yield
            db.session.commit()

    def start(self, person: Person, title: str = "A winter", source: str = "It snowed.", **terms: Any) -> str:
        """Start a piece and give its public id."""
        with self.work():
            space = db.session.scalars(select(Space).where(Space.slug == "essays")).one()
            return start_post(person.viewer, space, PostDraft(title, source, **terms)).public_id

    def reply(self, person: Person, post_id: str, source: str, parent_id: str | None = None) -> str:
        """Reply and give the reply's public id."""
        with self.work():
            parent = find_reply(parent_id) if parent_id else None
            return reply(person.viewer, find_post(post_id), parent, source).public_id

    def visitor(self, person: Person) -> Visitor:
        """Somebody's browser, signed in."""
        return self.new_visitor().pass_gate().sign_in(person)

    def guest(self) -> Visitor:
        """A visitor who has passed the gate."""
        return self.new_visitor().pass_gate()


def find_post(public_id: str) -> Post:
    """A piece, whatever its state."""
    return db.session.scalars(select(Post).where(Post.public_id == public_id)).one()


def find_reply(public_id: str) -> Reply:
    """A reply, whatever its state."""
    return db.session.scalars(select(Reply).where(Reply.public_id == public_id)).one()


def decision_of(act: Callable[[], object]) -> Decision | None:
    """What an action was refused with, or None."""
    try:
        act()
    except AccessRefused as error:
        return error.decision
    return None


@pytest.fixture
def stage(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Stage:
    """A stage with two spaces: "essays" for everybody, "notes" for moderators."""
    with app.app_context(), writing():
        rules = {"rules_source": "Be kind.", "rules_html": render("Be kind.").html}
        db.session.add(Space(slug="essays", name="Essays", description="Long ones.", **rules))
        staff = WhoMayStart.MODERATORS
        db.session.add(
            Space(slug="notes", name="Notes", description="From us.", who_may_start=staff, **rules)
        )
        db.session.commit()
    return Stage(app, cast, new_visitor)


@pytest.fixture
def piece(stage: Stage) -> str:
    """A published piece by Ada."""
    return stage.start(stage.cast.ada)
