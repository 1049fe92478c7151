"""A space with the rules in force, people who write in it, and short ways to flag and to decide."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.access import AgeLevel, Viewer
from forum.discussion.actions.reply import reply
from forum.discussion.actions.start_post import start_post
from forum.discussion.composing import PostDraft
from forum.discussion.models import Audience, Post, Reply, Space
from forum.lib.db import db, writing
from forum.markup import render
from forum.moderation import actions
from forum.moderation.models import Case, CaseState, Decision
from forum.moderation.queries import find_text
from forum.moderation.rules import seed_rules
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor

WORDS = "It mocks the author."
REASONS = "It speaks of the writer and not of what she wrote."


@dataclass
class Stage:
    """The application with its cast, and what happens on it; texts are named by `kind:public_id`."""

    app: Flask
    cast: Cast
    new_visitor: Callable[[], Visitor]

    @contextmanager
    def work(self) -> Iterator[None]:
        """What happens inside is committed, as the edge of a request does."""
        with self.app.app_context(), writing():
            yield
            db.session.commit()

    def set_up(self) -> "Stage":
        """Put the rules and a space there."""
        with self.work():
            seed_rules()
            rules = render("Be kind.").html
            db.session.add(Space(slug="essays", name="Essays", description="Long.", rules_html=rules))
        return self

    def piece(
        self,
        person: Person,
        source: str = "It snowed.",
        title: str = "A winter",
        audience: Audience = Audience.EVERYONE,
    ) -> str:
        """Start a piece."""
        with self.work():
            space = db.session.scalars(select(Space)).first()
            assert space
            return name(start_post(person.viewer, space, PostDraft(title, source, audience=audience)))

    def reply(self, person: Person, to: str, source: str = "You old goose.") -> str:
        """Reply to a piece or to a reply."""
        with self.work():
            above = text_of(to)
            post, parent = (above, None) if isinstance(above, Post) else (above.post, above)
            return name(reply(person.viewer, post, parent, source))

    def flag(self, person: Person, on: str, reason: str = "harassment", words: str = WORDS) -> None:
        """Flag as a member, without a page."""
        with self.work():
            actions.flag(person.viewer, text_of(on), reason=reason, words=words)

    def case_on(self, on: str) -> str:
        """The public id of the open case about a text."""
        with self.app.app_context():
            return open_case(on).public_id

    def decide(
        self, person: Person, on: str, action: str, rule: int | None = None, reasons: str = REASONS
    ) -> str:
        """Decide the open case about a text, opening one where there is none; the decision's id."""
        with self.work():
            case = actions.open_own_case(person.viewer, text_of(on))
            verdict = actions.Verdict(action, rule, reasons)
            return actions.decide(person.viewer, case, verdict, case.version).public_id

    def visitor(self, person: Person) -> Visitor:
        """Somebody's browser, past the gate and signed in."""
        return self.new_visitor().pass_gate().sign_in(person)

    def guest(self) -> Visitor:
        """A visitor who has passed the gate."""
        return self.new_visitor().pass_gate()

    def count(self, table: type) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return len(db.session.scalars(select(table)).all())


def name(text: Post | Reply) -> str:
    """How a flag's address names a text."""
    return f"{text.kind}:{text.public_id}"


def address(on: str) -> str:
    """Where a text stands."""
    kind, public_id = on.split(":")
    return f"/{kind[0]}/{public_id}"


def text_of(on: str) -> Post | Reply:
    """A text, whatever its state."""
    text = find_text(*on.split(":"))
    assert text
    return text


def open_case(on: str) -> Case:
    """The open case about a text."""
    text = text_of(on)
    about = Case.post_id == text.id if isinstance(text, Post) else Case.reply_id == text.id
    return db.session.scalars(select(Case).where(about, Case.state == CaseState.OPEN)).one()


def last_decision() -> Decision:
    """The newest decision."""
    return db.session.scalars(select(Decision).order_by(Decision.id.desc())).first()  # type: ignore[return-value]  # there is one


def version_on(page: TestResponse) -> str:
    """The version of the case that a page's form carries."""
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found, page.text
    return found[1]


def link_to(page: TestResponse, part: str) -> str:
    """The first address on a page that contains something."""
    found = re.search(rf'href="([^"]*{re.escape(part)}[^"]*)"', page.text)
    assert found, page.text
    return found[1]


GUEST_AT_HOME = Viewer(age_level=AgeLevel.DECLARED)
