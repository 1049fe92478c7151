"""After an update of the renderer, texts are made anew in the background, batch by batch."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.access import SYSTEM
from forum.discussion.actions import rerender
from forum.discussion.actions.edit import edit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Post, Reply
from forum.lib import jobs, outbox
from forum.lib.db import db, writing
from forum.markup import VERSION, render
from tests.cast import Cast
from tests.stories import a_post, a_reply, a_space


@pytest.fixture
def outdated(app: Flask, cast: Cast) -> None:
    """A piece and three replies as an earlier version of the renderer wrote them."""
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="**bold**")
        for each in range(3):
            a_reply(cast.mira.viewer, post, body=f"*soft* {each}")
        db.session.flush()
        for kind in (Post, Reply):
            db.session.execute(update(kind).values(html=render("old").html, markup_version=VERSION - 1))
        db.session.commit()


def _prepare(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["alcove", "prepare"]).exit_code == 0


def _html(app: Flask) -> list[str]:
    with app.app_context():
        texts = [*db.session.scalars(select(Post)), *db.session.scalars(select(Reply))]
        return [str(text.html) for text in texts if text.markup_version == VERSION]


@pytest.mark.usefixtures("outdated")
def test_an_update_leaves_it_to_workers_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerender, "BATCH", 2)
    _prepare(app)
    _prepare(app)
    with app.app_context():
        assert outbox.depth() == 1
    assert sum(1 for _done in jobs.sweep(app)) == 3, "the piece, two replies, and one"
    found = _html(app)
    assert len(found) == 4
    assert ["strong" in html for html in found] == [True, False, False, False]
    assert "<em>" in found[3]
    _prepare(app)
    with app.app_context():
        assert outbox.depth() == 0, "nothing is outdated any more"


def test_a_new_place_has_nothing_to_make_anew(app: Flask) -> None:
    _prepare(app)
    with app.app_context():
        assert outbox.depth() == 0


@pytest.mark.usefixtures("outdated")
def test_what_is_changed_meanwhile_is_left_alone(app: Flask, cast: Cast) -> None:
    with app.app_context():
        batch = rerender.render_batch(SYSTEM, rerender.Place(table=1))
        db.session.rollback()
        with writing():
            reply = db.session.scalars(select(Reply)).first()
            assert reply
            edit(cast.mira.viewer, reply, ReplyDraft(source="Better words."))
            db.session.commit()
            rerender.store_batch(SYSTEM, batch)
            db.session.commit()
    found = _html(app)
    assert len(found) == 3
    assert sum("Better words." in html for html in found) == 1


@pytest.mark.usefixtures("outdated")
def test_a_further_update_on_the_way_begins_anew(app: Flask) -> None:
    with app.app_context():
        batch = rerender.render_batch(SYSTEM, rerender.Place(table=1, after=10**6, version=VERSION - 1))
    assert (batch.table, batch.seen) == (0, 1)
