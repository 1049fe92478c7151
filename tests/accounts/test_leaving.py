"""Who leaves is gone a day later: their account, their words or only their name, and every mention."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from forum.accounts.models import Account, Departure, Persona, SignInSession
from forum.discussion.actions.block import block
from forum.discussion.actions.edit import edit
from forum.discussion.actions.keep_out_visitors import keep_out_visitors
from forum.discussion.composing import PostDraft
from forum.discussion.jobs import let_leave
from forum.discussion.models import (
    ApproveFirst,
    Block,
    BlockKind,
    Post,
    Reply,
    Revision,
    Visibility,
    VisitorsKeptOut,
)
from forum.lib import jobs, outbox
from forum.lib.db import db, writing
from forum.moderation.models import Case
from forum.search.jobs import catch_up
from tests.cast import PASSWORD, Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage
from tests.stories import a_post, a_reply, a_space

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
NAME = re.compile(r"\bada\b", re.IGNORECASE)
Come = Callable[[], Visitor]


@pytest.fixture(autouse=True)
def _noon(app: Flask) -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(new_visitor: Come, cast: Cast) -> Visitor:
    """Ada, signed in."""
    return new_visitor().pass_gate().sign_in(cast.ada)


@pytest.fixture
def post(app: Flask, cast: Cast) -> str:
    """Ada's piece with replies by Otto, who mentions her, and by herself."""
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), title="The heron", body="A kettle of words.")
        edit(cast.ada.viewer, post, PostDraft(title="The heron", source="A kettle of other words."))
        below = a_reply(cast.otto.viewer, post, body="Thank you, @Ada.")
        a_reply(cast.ada.viewer, post, below, body="With pleasure, and lanterns.")
        db.session.commit()
        return post.public_id


def _leave(visitor: Visitor, texts: str) -> int:
    return visitor.post("/settings/leaving", texts=texts).status_code


def _pass_time(app: Flask, time: timedelta = DAY) -> None:
    """What the schedule does, when so much time has passed."""
    with time_machine.travel(NOON + time, tick=False):
        with app.app_context(), writing():
            let_leave.later()
            catch_up.later()
            db.session.commit()
        while jobs.run(app):
            pass
        with app.app_context():
            assert outbox.depth() == 0


def _rows(app: Flask) -> dict[str, str]:
    with app.app_context():
        tables = db.metadata.sorted_tables
        return {table.name: repr(db.session.execute(select(table)).all()) for table in tables}


def test_who_erases_takes_every_word_along(app: Flask, ada: Visitor, post: str, new_visitor: Come) -> None:
    assert _leave(ada, "erase") == 303
    _pass_time(app)
    everything = _rows(app)
    for word in ("heron", "kettle", "lanterns"):
        assert {name for name, rows in everything.items() if word in rows} == set()
    page = new_visitor().pass_gate().get(f"/p/{post}")
    assert page.status_code == 404 or "Thank you, somebody." in page.text
    with app.app_context():
        assert db.session.scalar(select(func.count(Revision.id))) == 0


def test_who_disowns_leaves_the_words_to_somebody(
    app: Flask, ada: Visitor, post: str, new_visitor: Come
) -> None:
    assert _leave(ada, "disown") == 303
    _pass_time(app)
    page = new_visitor().pass_gate().get(f"/p/{post}").text
    for words in ("A kettle of other words.", "With pleasure, and lanterns.", "Thank you, somebody."):
        assert words in page
    assert 'data-author="somebody"' in page
    assert not NAME.search(page)
    assert "It is not one person" in new_visitor().pass_gate().get("/u/somebody").text


@pytest.mark.parametrize("texts", ["erase", "disown"])
def test_no_row_knows_the_name_or_the_account(
    app: Flask, ada: Visitor, post: str, cast: Cast, texts: str
) -> None:
    assert _leave(ada, texts) == 303
    _pass_time(app)
    assert {name for name, rows in _rows(app).items() if NAME.search(rows)} == set()
    with app.app_context():
        assert db.session.get(Account, cast.ada.account_id) is None
        for table in db.metadata.sorted_tables:
            for key in table.foreign_keys:
                if key.column.table is Account.__table__:
                    named = select(func.count()).select_from(table).where(key.parent == cast.ada.account_id)
                    assert db.session.scalar(named) == 0, f"{table.name}.{key.parent.name}"


def test_nobody_is_signed_in_to_an_account_that_is_gone(
    app: Flask, ada: Visitor, new_visitor: Come, cast: Cast
) -> None:
    assert _leave(ada, "erase") == 303
    assert ada.get("/settings").status_code == 200
    _pass_time(app)
    assert ada.get("/settings").status_code in (303, 403)
    again = new_visitor().pass_gate()
    refused = again.post("/sign-in", sign_in_name=cast.ada.sign_in_name, password=PASSWORD)
    assert "do not belong together" in refused.text
    joined = again.post(
        "/join", pen_name="Ada", sign_in_name="quite another", password="a kettle for the heron"
    )
    assert "This name is taken" in joined.text
    with app.app_context():
        assert db.session.scalar(select(func.count(SignInSession.id))) == 0


def test_one_can_change_ones_mind_for_a_day(app: Flask, ada: Visitor, post: str) -> None:
    assert _leave(ada, "erase") == 303
    assert "You are leaving" in ada.get("/settings/leaving").text
    _pass_time(app, DAY - timedelta(minutes=1))
    assert ada.get(f"/p/{post}").status_code == 200
    assert ada.post("/settings/leaving/stay").status_code == 303
    _pass_time(app, 3 * DAY)
    assert "With pleasure, and lanterns." in ada.get(f"/p/{post}").text
    assert ada.post("/settings/leaving/stay").status_code == 303, "also who does not leave can stay"


def test_saying_it_twice_makes_it_no_later(app: Flask, ada: Visitor, post: str) -> None:
    assert _leave(ada, "erase") == 303
    with time_machine.travel(NOON + timedelta(hours=23), tick=False):
        ada.post("/settings/confirm", current_password=PASSWORD)
        assert _leave(ada, "disown") == 303
    with app.app_context():
        (departure,) = db.session.scalars(select(Departure)).all()
        assert (departure.leaves_at, departure.keeps_texts) == (NOON + DAY, True)


@pytest.mark.parametrize("texts", ["", "all"])
def test_nobody_leaves_by_mistake(app: Flask, ada: Visitor, texts: str) -> None:
    assert _leave(ada, texts) == 400
    with app.app_context():
        assert db.session.scalar(select(func.count(Departure.account_id))) == 0


def test_nobody_leaves_by_a_device_that_was_left_lying_about(app: Flask, ada: Visitor) -> None:
    with time_machine.travel(NOON + timedelta(minutes=16), tick=False):
        assert _leave(ada, "erase") == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Departure.account_id))) == 0


def test_whoever_leaves_is_signed_out_everywhere_else(ada: Visitor, new_visitor: Come, cast: Cast) -> None:
    other = new_visitor().pass_gate().sign_in(cast.ada)
    assert _leave(ada, "erase") == 303
    assert other.get("/settings").status_code == 303
    assert ada.get("/settings").status_code == 200


def test_a_suspended_member_can_leave(app: Flask, new_visitor: Come, cast: Cast) -> None:
    bo = new_visitor().pass_gate().sign_in(cast.bo)
    assert _leave(bo, "erase") == 303
    _pass_time(app)
    with app.app_context():
        assert db.session.get(Account, cast.bo.account_id) is None


def test_what_waited_for_an_author_who_left_waits_no_longer(app: Flask, ada: Visitor, cast: Cast) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), approve_first=ApproveFirst.ALL)
        waiting = a_reply(cast.otto.viewer, post)
        assert waiting.visibility == Visibility.AWAITING
        db.session.commit()
    assert _leave(ada, "disown") == 303
    _pass_time(app)
    with app.app_context():
        assert db.session.scalars(select(Reply.visibility)).all() == [Visibility.PUBLISHED]
        assert db.session.scalars(select(Post.approve_first)).all() == [ApproveFirst.OFF]


def test_nobody_keeps_away_somebody_who_left(app: Flask, ada: Visitor, cast: Cast) -> None:
    with app.app_context(), writing():
        block(cast.otto.viewer, db.session.get_one(Persona, cast.ada.persona_id), BlockKind.BLOCK)
        block(cast.ada.viewer, db.session.get_one(Persona, cast.otto.persona_id), BlockKind.BLOCK)
        keep_out_visitors(cast.ada.viewer)
        db.session.commit()
    assert _leave(ada, "disown") == 303
    _pass_time(app)
    with app.app_context():
        for kept in (Block, VisitorsKeptOut):
            assert db.session.scalar(select(func.count()).select_from(kept)) == 0


def test_many_texts_are_erased_in_parts(app: Flask, ada: Visitor, cast: Cast) -> None:
    with app.app_context(), writing():
        post = a_post(cast.otto.viewer, a_space())
        for number in range(60):
            a_reply(cast.ada.viewer, post, body=f"Words, number {number}.")
        db.session.commit()
    assert _leave(ada, "erase") == 303
    _pass_time(app)
    with app.app_context():
        assert set(db.session.scalars(select(Reply.source))) == {""}
        assert db.session.scalars(select(Post.reply_count)).one() == 0


def test_a_moderator_can_leave_and_what_they_decided_stands(
    app: Flask, new_visitor: Come, cast: Cast
) -> None:
    stage = Stage(app, cast, new_visitor).set_up()
    text = stage.reply(cast.ada, stage.piece(cast.root), "You old goose.")
    stage.flag(cast.root, text)
    letter = stage.decide(cast.mira, text, "remove", rule=1)
    mira = new_visitor().pass_gate().sign_in(cast.mira)
    assert _leave(mira, "erase") == 303
    _pass_time(app)
    assert "Your reply was removed" in stage.visitor(cast.ada).get(f"/moderation/statements/{letter}").text
    assert stage.visitor(cast.otto).get("/moderation?tab=decided").status_code == 200
    with app.app_context():
        (case,) = db.session.scalars(select(Case.public_id)).all()
    for person in (cast.otto, cast.root):
        assert stage.visitor(person).get(f"/moderation/cases/{case}").status_code == 200
