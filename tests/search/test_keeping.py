"""The index follows the texts at once, by whatever way they change; what is gone is gone from it too."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from forum import markup, retention
from forum.access import SYSTEM
from forum.discussion.actions import rerender
from forum.discussion.actions.edit import edit
from forum.discussion.actions.hold import hold
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft, ReplyDraft
from forum.discussion.models import Post, Reply, Withdrawal
from forum.lib import clock
from forum.lib.db import db, writing
from forum.search import jobs
from forum.search.actions import AT_ONCE, catch_up, forget, rebuild
from forum.search.checks import CHECKS
from forum.search.models import PostWords, ReplyWords
from tests.cast import Cast, assemble
from tests.search.looking import find, finds
from tests.stories import a_post, a_reply, a_space, many_replies


def _faults() -> list[str]:
    db.session.flush()
    return [fault for check in CHECKS for fault in check.faults()]


def _kept() -> str:
    """Everything that the tables of the index hold, as one text."""
    rows = [*db.session.execute(select(PostWords.title, PostWords.words))]
    rows += [*db.session.execute(select(ReplyWords.words))]
    seen = [str(row) for row in rows]
    if db.session.connection().dialect.name == "sqlite":
        connection = db.session.connection()
        for name in ("post", "reply"):
            make = (
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_{name} USING fts5vocab(main, fts_{name}, row)"
            )
            connection.exec_driver_sql(make)
            seen += connection.execute(text(f"SELECT term FROM temp.heard_{name}")).scalars()
    return " ".join(seen)


@pytest.mark.usefixtures("app")
class TestEachVerb:
    """One story per verb: what a member finds before and after it."""

    @pytest.fixture(autouse=True)
    def _scene(self, db_session: Session, cast: Cast) -> None:
        self.cast = cast
        self.ada, self.nell, self.mira = cast.ada.viewer, cast.nell.viewer, cast.mira.viewer
        self.post = a_post(self.ada, a_space(), title="Kettles", body="Harbour at noon.")
        self.reply = a_reply(self.ada, self.post, body="Lantern at dusk.")

    def finds(self, words: str) -> bool:
        found = finds(self.cast.tim.viewer, words) or finds(self.cast.otto.viewer, words)
        assert _faults() == []
        return found

    def test_what_is_published_is_found_by_title_and_words(self) -> None:
        assert find(self.cast.otto.viewer, "kettles") == [self.post]
        assert find(self.cast.otto.viewer, "kettles noon") == [self.post]
        assert find(self.cast.otto.viewer, "lantern") == [self.reply]

    def test_what_waits_is_found_once_it_is_approved(self) -> None:
        held = a_reply(self.nell, self.post, body="Marmalade.")
        assert not self.finds("marmalade")
        publish(self.mira, held)
        assert self.finds("marmalade")

    def test_what_is_hidden_is_found_no_more(self) -> None:
        hold(self.ada, self.reply, "flags")
        assert not self.finds("lantern")
        publish(self.mira, self.reply)
        assert self.finds("lantern")

    def test_what_is_removed_is_found_again_when_it_is_restored(self) -> None:
        assert self.finds("lantern")
        remove(self.mira, self.reply, 1)
        assert not self.finds("lantern")
        restore(self.mira, self.reply)
        assert self.finds("lantern")

    def test_what_is_withdrawn_is_gone_from_every_table_of_the_index(self) -> None:
        assert self.finds("lantern")
        assert "lantern" in _kept()
        withdraw(self.ada, self.reply)
        assert not self.finds("lantern")
        assert "lantern" not in _kept()

    def test_an_edit_takes_the_old_words_out_before_the_new_ones_are_in(self) -> None:
        assert self.finds("harbour")
        edit(self.ada, self.post, PostDraft("Teapots", "Meadow at noon."))
        db.session.flush()
        assert "harbour" not in _kept()
        assert "kettles" not in _kept()
        assert not self.finds("harbour")
        assert self.finds("teapots meadow")

    def test_an_edit_back_to_the_same_words_finds_them(self) -> None:
        edit(self.ada, self.reply, ReplyDraft("Something else."))
        edit(self.ada, self.reply, ReplyDraft("Lantern at dusk."))
        assert self.finds("lantern")

    def test_what_a_new_renderer_shows_is_what_is_found(self) -> None:
        self.reply.source = "Bonfire at dusk."
        self.reply.markup_version = 0
        db.session.flush()
        place: rerender.Place | None = rerender.Place()
        while place is not None:
            batch = rerender.render_batch(SYSTEM, place)
            rerender.store_batch(SYSTEM, batch)
            place = batch.rest
        assert self.finds("bonfire")
        assert not self.finds("lantern")

    def test_words_that_retention_erases_are_gone(self) -> None:
        withdraw(self.ada, self.post)
        db.session.execute(update(Withdrawal).values(at=clock.now() - timedelta(days=31)))
        assert retention.enforce() > 0
        assert "harbour" not in _kept()
        assert _faults() == []

    def test_a_text_that_is_deleted_takes_its_words_along(self) -> None:
        assert self.finds("lantern")
        db.session.execute(delete(Reply).where(Reply.id == self.reply.id))
        assert "lantern" not in _kept()
        assert _faults() == []

    def test_what_is_written_past_the_verbs_is_found_as_well(self) -> None:
        assert self.cast.ada.persona_id
        other = a_post(self.ada, self.post.space, title="Another")
        many_replies(other, self.cast.ada.persona_id, [None, None])
        assert self.finds('"few words"')
        rendered = markup.render("Pebbles.")
        db.session.execute(update(Post).values(html=rendered.html, source="Pebbles."))
        assert self.finds("pebbles")
        assert not self.finds("harbour")


def test_what_is_undone_was_never_found(app: Flask, cast: Cast) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="Harbour.")
        db.session.commit()
        a_reply(cast.ada.viewer, post, body="Lantern.")
        assert finds(cast.otto.viewer, "lantern")
        db.session.rollback()
        assert not finds(cast.otto.viewer, "lantern")
        assert finds(cast.otto.viewer, "harbour")
        assert _faults() == []


def test_many_new_texts_are_read_a_part_at_a_time_the_newest_first(db_session: Session, cast: Cast) -> None:
    post = a_post(cast.ada.viewer, a_space())
    many_replies(post, cast.ada.persona_id, [None] * (AT_ONCE + 5))
    assert catch_up(SYSTEM) == AT_ONCE
    waiting = db.session.scalars(select(ReplyWords.reply_id).where(ReplyWords.words.is_(None))).all()
    newest = db.session.scalar(select(Reply.id).order_by(Reply.id.desc()).limit(1))
    assert len(waiting) == 6
    assert newest not in waiting
    assert catch_up(SYSTEM) == 6
    assert catch_up(SYSTEM) == 0


def test_a_worker_reads_part_after_part_until_nothing_waits(db_session: Session, cast: Cast) -> None:
    many_replies(a_post(cast.ada.viewer, a_space()), cast.ada.persona_id, [None] * (AT_ONCE + 5))
    rest = jobs.catch_up.do(None, {})
    assert rest is not None
    assert jobs.catch_up.do(None, rest) is None
    assert catch_up(SYSTEM) == 0
    assert jobs.forget.do(None, {}) in (None, {"begins": 0})


BREAKS: dict[str, Callable[[], object]] = {
    "a text that the index lacks": lambda: db.session.execute(delete(ReplyWords)),
    "words of another text": lambda: db.session.execute(update(ReplyWords).values(words=["marmalade"])),
    "a text that is not published": lambda: db.session.execute(
        insert(ReplyWords).from_select(
            ["reply_id"], select(Reply.id).where(Reply.visibility == "held").limit(1)
        )
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_what_is_wrong_is_found_by_the_doctor_and_mended(app: Flask, cast: Cast, broken: str) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(), body="Harbour.")
        a_reply(cast.ada.viewer, post, body="Lantern.")
        a_reply(cast.nell.viewer, post, body="Waiting.")
        assert finds(cast.otto.viewer, "lantern")
        db.session.commit()
        BREAKS[broken]()
        faults = _faults()
        assert faults
        for check in CHECKS:
            assert check.mend is not None
            check.mend()
        assert _faults() == []
        assert finds(cast.otto.viewer, "lantern")
        assert not finds(cast.otto.viewer, "waiting")


def test_words_that_only_the_full_text_table_has_are_found_and_mended(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), writing():
        db.session.execute(text("INSERT INTO fts_reply (rowid, words) VALUES (999, 'ghost')"))
        (fault,) = _faults()
        assert "fts_reply" in fault
        rebuild(SYSTEM)
        assert _faults() == []
        db.session.commit()


def test_erased_words_leave_the_file_when_its_parts_are_merged(sqlite_app: Flask) -> None:
    def in_file(part: bytes) -> int:
        query = "SELECT count(*) FROM fts_reply_data WHERE instr(block, :part) > 0"
        return int(db.session.execute(text(query), {"part": part}).scalar_one())

    cast = assemble(sqlite_app)
    with sqlite_app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        reply = a_reply(cast.ada.viewer, post, body="Xylophone.")
        assert finds(cast.otto.viewer, "xylophone")
        db.session.commit()
        assert in_file(b"ylophone")
        withdraw(cast.ada.viewer, reply)
        db.session.commit()
        begins = True
        while forget(SYSTEM, begins=begins):
            begins = False
            db.session.commit()
        assert not in_file(b"ylophone")
        assert _faults() == []
