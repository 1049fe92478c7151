"""Another pen name takes the old one's place everywhere, and frees it for nobody."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from forum import retention
from forum.access import SYSTEM
from forum.accounts.models import NameReservation, Persona
from forum.discussion.actions.edit import edit
from forum.discussion.actions.rename_mentions import KINDS, Place, rewrite_batch, store_batch
from forum.discussion.composing import PostDraft, ReplyDraft
from forum.discussion.models import Post, Reply, Revision
from forum.lib import jobs, outbox
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space

OLD = re.compile(r"\bada\b", re.IGNORECASE)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
Come = Callable[[], Visitor]


@pytest.fixture
def ada(new_visitor: Come, cast: Cast) -> Visitor:
    """Ada, signed in."""
    return new_visitor().pass_gate().sign_in(cast.ada)


@pytest.fixture
def post(app: Flask, cast: Cast) -> str:
    """Ada's piece, beneath which Otto mentions her, and Mira in an earlier version of a reply."""
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="I am @Ada.")
        a_reply(cast.otto.viewer, post, body="@ada, thank you. `@ADA` @Adam @Mira x@ada.example")
        changed = a_reply(cast.mira.viewer, post, body="Dear @Ada")
        edit(cast.mira.viewer, changed, ReplyDraft("Dear you"))
        db.session.commit()
        return post.public_id


def _work(app: Flask) -> None:
    while jobs.run(app):
        pass
    with app.app_context():
        assert outbox.depth() == 0


def _rename(visitor: Visitor, name: str) -> int:
    return visitor.post("/settings/pen-name", pen_name=name).status_code


def test_all_that_one_wrote_and_every_mention_say_the_new_name(
    app: Flask, ada: Visitor, post: str, new_visitor: Come
) -> None:
    assert _rename(ada, "Wren") == 303
    _work(app)
    for reader in (ada, new_visitor().pass_gate()):
        page = reader.get(f"/p/{post}").text
        assert 'data-author="Ada"' not in page
        assert '<a class="mention" href="/u/Wren">@Wren</a>, thank you.' in page
        assert "@Adam" in page
        assert "x@ada.example" in page
        assert 'href="/u/Mira"' in page
        assert reader.get("/u/Wren").status_code == 200
        assert reader.get("/u/Ada").status_code == 404
    with app.app_context():
        sources = [each for kind in KINDS for each in db.session.scalars(select(kind.source))]
    assert sorted(sources) == sorted(
        ["I am @Wren.", "@Wren, thank you. `@Wren` @Adam @Mira x@ada.example", "Dear you", "Dear @Wren"]
    )


def test_nothing_in_the_database_says_the_old_name_afterwards(app: Flask, ada: Visitor, post: str) -> None:
    assert _rename(ada, "Wren") == 303
    _work(app)
    with app.app_context():
        tables = db.metadata.sorted_tables
        held = {table.name: repr(db.session.execute(select(table)).all()) for table in tables}
    said = {name for name, rows in held.items() if OLD.search(rows.replace("ada.example", ""))}
    assert said == set()


def test_a_rename_frees_no_name(new_visitor: Come, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        ada = new_visitor().pass_gate().sign_in(cast.ada)
        assert _rename(ada, "Wren") == 303
    joining = {"sign_in_name": "quite another", "password": "a kettle for the heron"}
    for day, taken in ((0, True), (365, True), (5 * 365 - 1, True), (5 * 365 + 1, False)):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            page = new_visitor().pass_gate().post("/join", pen_name="ada", **joining)
            assert (page.status_code == 400) is taken, day
            assert ("This name is taken" in page.text) is taken


def test_nobody_takes_a_name_that_looks_like_a_former_one(ada: Visitor, new_visitor: Come) -> None:
    assert _rename(ada, "Lilo") == 303
    page = (
        new_visitor()
        .pass_gate()
        .post("/join", pen_name="Ad\u0430", sign_in_name="quite another", password="a kettle for the heron")
    )
    assert page.status_code == 400
    twin = (
        new_visitor()
        .pass_gate()
        .post("/join", pen_name="A-da", sign_in_name="quite another", password="a kettle for the heron")
    )
    assert "This name is taken" in twin.text


def test_once_in_180_days(new_visitor: Come, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        ada = new_visitor().pass_gate().sign_in(cast.ada)
        assert _rename(ada, "Wren") == 303
        assert _rename(ada, "Heron") == 400
        assert "28 August 2027" in ada.get("/settings/pen-name").text
    with time_machine.travel(NOON + timedelta(days=180), tick=False):
        assert _rename(new_visitor().pass_gate().sign_in(cast.ada), "Heron") == 303


@pytest.mark.parametrize(
    "name", ["", "x", "a" * 21, "mira", "M-ira", "moderator", "Ada\0", "the private name of Ada"]
)
def test_a_name_that_cannot_be_had_is_refused_and_stays_in_the_form(ada: Visitor, name: str) -> None:
    answer = ada.post("/settings/pen-name", pen_name=name)
    assert answer.status_code == 400
    assert "<bdi>Ada</bdi>" in answer.text


def test_the_case_of_a_name_can_be_changed_and_the_name_stays_ones_own(app: Flask, ada: Visitor) -> None:
    assert _rename(ada, "ADA") == 303
    _work(app)
    assert ada.get("/u/ada").status_code == 200
    assert "<bdi>ADA</bdi>" in ada.get("/settings").text


def test_a_suspended_member_keeps_the_name_that_a_decision_is_about(new_visitor: Come, cast: Cast) -> None:
    bo = new_visitor().pass_gate().sign_in(cast.bo)
    assert bo.get("/settings/pen-name").status_code == 403
    assert _rename(bo, "Wren") == 403


def test_the_ornament_is_another_one(app: Flask, ada: Visitor, cast: Cast) -> None:
    with app.app_context():
        before = db.session.get_one(Persona, cast.ada.persona_id).identicon_seed
    assert _rename(ada, "Wren") == 303
    with app.app_context():
        assert db.session.get_one(Persona, cast.ada.persona_id).identicon_seed != before


def test_a_reservation_ends_with_its_five_years(app: Flask, new_visitor: Come, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        ada = new_visitor().pass_gate().sign_in(cast.ada)
        assert _rename(ada, "Wren") == 303
        _work(app)
    for day, kept in ((5 * 365 - 1, 1), (5 * 365, 0)):
        with time_machine.travel(NOON + timedelta(days=day), tick=False), app.app_context(), writing():
            retention.enforce()
            db.session.commit()
            assert len(db.session.scalars(select(NameReservation)).all()) == kept


def test_a_text_full_of_the_old_name_keeps_no_other_from_saying_the_new_one(
    app: Flask, ada: Visitor, cast: Cast
) -> None:
    """Somebody who writes a name as often as a piece can hold it must not stop the job for good."""
    with app.app_context(), writing():
        space = a_space()
        full = a_post(cast.otto.viewer, space, body="@Ada " * 20_000)
        a_reply(cast.mira.viewer, full, body="Dear @Ada")
        db.session.commit()
    assert _rename(ada, "Nightingale") == 303
    _work(app)
    with app.app_context():
        assert not OLD.search(db.session.scalars(select(Post.source)).one())
        assert db.session.scalars(select(Reply.source)).one() == "Dear @Nightingale"
        assert db.session.scalars(select(NameReservation.sealed_name)).one() is None


def test_mentions_in_titles_and_notes_say_the_new_name(app: Flask, ada: Visitor, cast: Cast) -> None:
    with app.app_context(), writing():
        title = "To @Ada, " + "o" * 191
        text = a_post(cast.otto.viewer, a_space(), title=title, body="Words.", content_notes="anger at @ada")
        edit(
            cast.otto.viewer, text, PostDraft(title="For @Ada", source="Words.", content_notes="@ADA's anger")
        )
        db.session.commit()
    assert _rename(ada, "Nightingale") == 303
    _work(app)
    with app.app_context():
        found = db.session.scalars(select(Post)).one()
        assert (found.title, found.content_notes) == ("For @Nightingale", "@Nightingale's anger")
        before = db.session.scalars(select(Revision.title)).one()
        assert before
        assert not OLD.search(before)


def test_what_is_changed_while_mentions_are_rewritten_says_the_new_name(
    app: Flask, ada: Visitor, post: str, cast: Cast
) -> None:
    assert _rename(ada, "Wren") == 303
    with app.app_context():
        place = Place(db.session.scalars(select(NameReservation.id)).one(), table=1)
        batch = rewrite_batch(SYSTEM, place)
        db.session.rollback()
        with writing():
            written = db.session.scalars(select(Reply).where(Reply.persona_id == cast.otto.persona_id)).one()
            edit(cast.otto.viewer, written, ReplyDraft(f"{written.source} Truly."))
            db.session.commit()
        rest: dict[str, int] | None = None
        with writing():
            rest = store_batch(SYSTEM, batch)
            db.session.commit()
        while rest is not None:
            batch = rewrite_batch(SYSTEM, Place(**rest))
            db.session.rollback()
            with writing():
                rest = store_batch(SYSTEM, batch)
                db.session.commit()
        said = db.session.scalars(select(Reply.source).where(Reply.persona_id == cast.otto.persona_id)).one()
        assert said.startswith("@Wren, thank you.")
