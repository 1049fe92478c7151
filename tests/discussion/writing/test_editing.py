"""Editing: revisions, the mark, the free day, and who may not."""

import pytest
import time_machine
from sqlalchemy import select

from forum.access import Refused
from forum.discussion import events
from forum.discussion.actions.edit import edit
from forum.discussion.actions.remove import remove
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft, ReplyDraft
from forum.discussion.models import RepliesWanted, Revision, Visibility
from forum.lib import events as house
from forum.lib.db import db
from tests.discussion.writing.conftest import Stage, decision_of, find_post, find_reply

NOON = "2026-03-01 12:00+00:00"
MINUTE = 60
HOUR = 3600


def revisions(stage: Stage) -> list[tuple[int, str | None, str]]:
    with stage.app.app_context():
        query = select(Revision.number, Revision.title, Revision.source).order_by(Revision.id)
        return [(number, title, source) for number, title, source in db.session.execute(query)]


def test_an_edit_keeps_what_was_there_before(stage: Stage, piece: str) -> None:
    ada = stage.visitor(stage.cast.ada)
    form = ada.get(f"/p/{piece}/edit")
    assert form.status_code == 200
    assert "It snowed." in form.text
    for title, body in (("A winter", "It *snowed*."), ("A long winter", "It *snowed*.")):
        answer = ada.post(
            f"/p/{piece}/edit", title=title, body=body, replies_wanted="any", audience="everyone"
        )
        assert answer.status_code == 303
        assert answer.location == f"/p/{piece}"
    assert revisions(stage) == [(1, "A winter", "It snowed."), (2, "A winter", "It *snowed*.")]
    with stage.app.app_context():
        post = find_post(piece)
        assert (post.revision, post.title, post.excerpt) == (3, "A long winter", "It snowed.")
        assert "<em>snowed</em>" in post.html


def test_an_edit_of_a_reply_leads_back_to_it(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Frist.")
    mira = stage.visitor(stage.cast.mira)
    assert "Frist." in mira.get(f"/r/{reply}/edit").text
    answer = mira.post(f"/r/{reply}/edit", body="First.")
    assert answer.status_code == 303
    assert answer.location == f"/r/{reply}"
    assert revisions(stage) == [(1, None, "Frist.")]
    assert "First." in stage.guest().get(f"/p/{piece}").text


def test_an_edit_sent_twice_or_one_that_changes_nothing_makes_no_revision(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Frist.")
    mira = stage.visitor(stage.cast.mira)
    for _ in range(2):
        assert mira.post(f"/r/{reply}/edit", body="First.").status_code == 303
    assert len(revisions(stage)) == 1


def test_content_notes_are_words_that_readers_see(stage: Stage, piece: str) -> None:
    with stage.work():
        edit(
            stage.cast.ada.viewer, find_post(piece), PostDraft("A winter", "It snowed.", content_notes="cold")
        )
    with stage.app.app_context():
        assert find_post(piece).revision == 2, "no approval of the words before covers them"


def test_other_terms_are_no_new_words(stage: Stage, piece: str) -> None:
    stage.reply(stage.cast.mira, piece, "An answer.")
    draft = PostDraft("A winter", "It snowed.", replies_wanted=RepliesWanted.SUPPORT)
    with stage.work():
        edit(stage.cast.ada.viewer, find_post(piece), draft)
    assert revisions(stage) == []
    with stage.app.app_context():
        post = find_post(piece)
        assert (post.replies_wanted, post.edited_at, post.revision) == (RepliesWanted.SUPPORT, None, 1)


@pytest.mark.parametrize(
    ("after", "answered", "marked"),
    [
        (4 * MINUTE, False, False),
        (4 * MINUTE, True, True),
        (6 * MINUTE, False, True),
    ],
)
def test_readers_are_told_of_an_edit_unless_it_was_quick_and_unanswered(
    stage: Stage, piece: str, after: int, answered: bool, marked: bool
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        reply = stage.reply(stage.cast.mira, piece, "Frist.")
        if answered:
            stage.reply(stage.cast.ada, piece, "What?", reply)
        clock.shift(after)
        with stage.work():
            edit(stage.cast.mira.viewer, find_reply(reply), ReplyDraft("First."))
    with stage.app.app_context():
        assert (find_reply(reply).edited_at is not None) is marked


def test_a_held_answer_does_not_show_by_the_mark(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Frist.")
    stage.reply(stage.cast.nell, piece, "What?", reply)
    with stage.work():
        edit(stage.cast.mira.viewer, find_reply(reply), ReplyDraft("First."))
    with stage.app.app_context():
        assert find_reply(reply).edited_at is None


def test_a_reply_is_free_for_a_day_and_a_piece_for_good(stage: Stage) -> None:
    mira = stage.cast.mira
    with time_machine.travel(NOON, tick=False) as clock:
        piece = stage.start(mira)
        reply = stage.reply(mira, piece, "First.")
        clock.shift(24 * HOUR)
        with stage.work():
            edit(mira.viewer, find_reply(reply), ReplyDraft("Second."))
        clock.shift(1)
        visitor = stage.visitor(mira)
        assert visitor.get(f"/r/{reply}/edit").status_code == 403
        late = visitor.post(f"/r/{reply}/edit", body="words to keep")
        assert late.status_code == 409
        assert "for a day" in late.text
        assert "words to keep" in late.text
        clock.shift(400 * 24 * HOUR)
        with stage.work():
            edit(mira.viewer, find_post(piece), PostDraft("New", "Words."))


def test_a_held_text_can_be_mended_and_stays_held(stage: Stage, piece: str) -> None:
    held = stage.reply(stage.cast.nell, piece, "Unseen words.")
    answer = stage.visitor(stage.cast.nell).post(f"/r/{held}/edit", body="Unseen, better words.")
    assert answer.status_code == 303
    with stage.app.app_context():
        reply = find_reply(held)
        assert (reply.visibility, reply.edited_at) == (Visibility.HELD, None)
    assert "Unseen" not in stage.guest().get(f"/p/{piece}").text


def test_only_the_author_edits_and_nobody_else_sees_the_source(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Mira's *source*.")
    for person in (stage.cast.otto, stage.cast.ada):
        visitor = stage.visitor(person)
        assert visitor.get(f"/r/{reply}/edit").status_code == 403
        for extra in ({}, {"preview": "1"}):
            for fields in ({}, {"body": "mine now"}):
                answer = visitor.post(f"/r/{reply}/edit", **fields, **extra)
                assert answer.status_code in {200, 403, 422}
                assert "Mira's" not in answer.text
    with stage.work():
        refused = decision_of(lambda: edit(stage.cast.otto.viewer, find_reply(reply), ReplyDraft("mine now")))
        assert refused == Refused("not_yours")
        assert find_reply(reply).source == "Mira's *source*."


def test_the_words_of_what_is_gone_do_not_come_back_by_its_edit_page(stage: Stage) -> None:
    piece = stage.start(stage.cast.ada, "Gone title", "Gone words.")
    with stage.work():
        remove(stage.cast.mira.viewer, find_post(piece), 1)
    for person in (stage.cast.bo, stage.cast.nell):
        visitor = stage.visitor(person)
        for extra in ({}, {"preview": "1"}):
            page = visitor.post(f"/p/{piece}/edit", **extra).text
            assert "Gone" not in page
        assert "Gone" not in visitor.get(f"/p/{piece}/edit").text


@pytest.mark.parametrize("fate", ["removed", "withdrawn"])
def test_a_text_that_went_meanwhile_keeps_the_edit(stage: Stage, piece: str, fate: str) -> None:
    with stage.work():
        if fate == "removed":
            remove(stage.cast.mira.viewer, find_post(piece), 1)
        else:
            withdraw(stage.cast.ada.viewer, find_post(piece))
    answer = stage.visitor(stage.cast.ada).post(
        f"/p/{piece}/edit", title="Title to keep", body="words to keep", replies_wanted="any"
    )
    assert answer.status_code == 409
    assert "no longer there" in answer.text
    assert "Title to keep" in answer.text
    assert "words to keep" in answer.text


def test_an_edit_that_does_not_fit_comes_back_whole(stage: Stage, piece: str) -> None:
    ada = stage.visitor(stage.cast.ada)
    answer = ada.post(f"/p/{piece}/edit", title="", body="words to keep")
    assert answer.status_code == 422
    assert "words to keep" in answer.text
    assert 'id="title-error"' in answer.text
    shown = ada.post(f"/p/{piece}/edit", title="T", body="*words* to keep", preview="1")
    assert "<em>words</em>" in shown.text
    with stage.app.app_context():
        assert find_post(piece).source == "It snowed."


def test_higher_rooms_hear_of_an_edit(stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[events.TextEdited] = []
    monkeypatch.setitem(house._listeners, events.TextEdited, [heard.append])
    with stage.work():
        edit(stage.cast.ada.viewer, find_post(piece), PostDraft("A winter", "It thawed."))
        edit(stage.cast.ada.viewer, find_post(piece), PostDraft("A winter", "It thawed."))
    assert len(heard) == 1
