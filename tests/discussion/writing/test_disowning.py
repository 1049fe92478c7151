"""A name is taken off a text, can be put on again for a day, and is then known to nobody."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from forum.access import Refused
from forum.accounts import passwords
from forum.accounts.models import Persona
from forum.discussion.disowning import can_disown
from forum.discussion.jobs import let_leave
from forum.discussion.models import ApproveFirst, Disowning, Post, Reply, Visibility
from forum.lib import jobs
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Person, somebody
from tests.discussion.writing.conftest import Stage, find_reply
from tests.stories import a_post, a_reply, a_space

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _noon(app: Flask) -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def kim(stage: Stage) -> Person:
    """A member beside the cast."""
    with stage.work():
        return somebody("Kim", passwords.hash_password(PASSWORD))


@pytest.fixture
def reply(stage: Stage, piece: str, kim: Person) -> str:
    """A reply by Kim."""
    return stage.reply(kim, piece, "Rash words.")


def _id(app: Flask) -> str:
    with app.app_context():
        return db.session.scalars(select(Disowning.public_id)).one()


def _forget(app: Flask) -> None:
    with app.app_context(), writing():
        let_leave.later()
        db.session.commit()
    while jobs.run(app):
        pass


def test_the_words_stay_and_the_name_goes(stage: Stage, piece: str, kim: Person, reply: str) -> None:
    hers = stage.visitor(kim)
    assert f'action="/r/{reply}/disown"' in hers.get(f"/r/{reply}/withdraw").text
    assert hers.post(f"/r/{reply}/disown").location == f"/r/{reply}"
    for reader in (stage.guest(), hers):
        page = reader.get(f"/p/{piece}").text
        article = page.split(f'id="r-{reply}"')[1].split("</article>")[0]
        assert "Rash words." in article
        assert "Kim" not in article
        assert 'href="/u/somebody"' in article
    assert "Rash words." not in stage.guest().get("/u/Kim").text
    assert hers.get(f"/r/{reply}/edit").status_code == 403


def test_two_texts_of_one_person_are_not_by_the_same_nobody(
    stage: Stage, piece: str, kim: Person, reply: str
) -> None:
    other = stage.reply(kim, piece, "More of them.")
    hers = stage.visitor(kim)
    for each in (reply, other):
        assert hers.post(f"/r/{each}/disown").status_code == 303
    with stage.app.app_context():
        ids = {find_reply(each).persona_id for each in (reply, other)}
    assert len(ids) == 2


def test_the_author_of_a_disowned_piece_is_marked_nowhere(stage: Stage, piece: str) -> None:
    with stage.app.app_context(), writing():
        found = db.session.scalars(select(Post).where(Post.public_id == piece)).one()
        author = next(p for p in stage.cast.people if p.persona_id == found.persona_id)
        a_reply(author.viewer, found, body="I am glad.")
        db.session.commit()
    assert "badge--author" in stage.guest().get(f"/p/{piece}").text
    assert stage.visitor(author).post(f"/p/{piece}/disown").status_code == 303
    page = stage.guest().get(f"/p/{piece}").text
    assert "badge--author" not in page
    assert "somebody" in page


def test_the_name_can_be_put_on_again_for_a_day(stage: Stage, piece: str, kim: Person, reply: str) -> None:
    hers = stage.visitor(kim)
    assert hers.post(f"/r/{reply}/disown").status_code == 303
    kept = _id(stage.app)
    assert f"/settings/disowned/{kept}/own" in hers.get("/settings/disowned").text
    with time_machine.travel(NOON + DAY - timedelta(minutes=1), tick=False):
        assert stage.visitor(kim).post(f"/settings/disowned/{kept}/own").status_code == 303
    assert "Kim" in stage.guest().get(f"/p/{piece}").text
    with stage.app.app_context():
        assert db.session.scalar(select(func.count(Persona.id)).where(Persona.account_id.is_(None))) == 0


def test_after_a_day_nobody_knows_whose_it_was(stage: Stage, piece: str, kim: Person, reply: str) -> None:
    hers = stage.visitor(kim)
    assert hers.post(f"/r/{reply}/disown").status_code == 303
    kept = _id(stage.app)
    with time_machine.travel(NOON + DAY, tick=False):
        assert stage.visitor(kim).post(f"/settings/disowned/{kept}/own").status_code == 404
        _forget(stage.app)
    with stage.app.app_context():
        assert db.session.scalar(select(func.count(Disowning.id))) == 0
        assert find_reply(reply).persona.account_id is None
        assert find_reply(reply).persona_id != kim.persona_id


def test_only_its_author_takes_the_name_off_and_puts_it_on(
    stage: Stage, piece: str, kim: Person, reply: str
) -> None:
    for person in (stage.cast.ada, stage.cast.otto, stage.cast.root):
        assert stage.visitor(person).post(f"/r/{reply}/disown").status_code == 403
    hers = stage.visitor(kim)
    assert hers.post(f"/r/{reply}/disown").status_code == 303
    kept = _id(stage.app)
    assert stage.visitor(stage.cast.otto).post(f"/settings/disowned/{kept}/own").status_code == 404
    assert "/own" not in stage.visitor(stage.cast.otto).get("/settings/disowned").text
    assert hers.post(f"/r/{reply}/disown").status_code == 403, "a second time it is not theirs any more"


@pytest.mark.parametrize(
    "state", [Visibility.WITHDRAWN, Visibility.REMOVED, Visibility.HELD, Visibility.HIDDEN]
)
def test_what_others_have_in_hand_keeps_its_author(
    stage: Stage, piece: str, kim: Person, reply: str, state: str
) -> None:
    with stage.app.app_context(), db.session.no_autoflush:
        found = find_reply(reply)
        found.visibility = state
        assert isinstance(can_disown(kim.viewer, found), Refused)
        db.session.rollback()


def test_what_waited_for_the_author_of_the_piece_is_shown(stage: Stage) -> None:
    with stage.app.app_context(), writing():
        post = a_post(stage.cast.ada.viewer, a_space("letters"), approve_first=ApproveFirst.ALL)
        a_reply(stage.cast.otto.viewer, post)
        db.session.commit()
        public_id = post.public_id
    assert stage.visitor(stage.cast.ada).post(f"/p/{public_id}/disown").status_code == 303
    with stage.app.app_context():
        assert db.session.scalars(select(Reply.visibility)).all() == [Visibility.PUBLISHED]
