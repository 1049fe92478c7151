"""Replying: to the piece, to a reply, from the composer's own page, and what cannot be answered."""

import re
from functools import partial

import time_machine

from forum.access import Refused
from forum.discussion import policy
from forum.discussion.actions.remove import remove
from forum.discussion.actions.reply import reply
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import MAX_DEPTH, Visibility
from tests.discussion.writing.conftest import Stage, decision_of, find_post, find_reply
from tests.statements import statements_of

NOBODYS = "23456789abc"  # has the form of an id
MOST_STATEMENTS = 19  # of one reply to a reply, all told
WORDS_OF_A_TEXT = re.compile(r"\b(source|html)\b.* FROM (post|reply)\b", re.DOTALL)


def id_in(location: str) -> str:
    return location.rsplit("/", 1)[-1]


def test_a_reply_to_the_piece_leads_to_its_place(stage: Stage, piece: str) -> None:
    mira = stage.visitor(stage.cast.mira)
    answer = mira.post(f"/p/{piece}/replies", body="How *still* it is.")
    assert answer.status_code == 303
    public_id = id_in(answer.location)
    assert answer.location == f"/r/{public_id}"
    with stage.app.app_context():
        stored = find_reply(public_id)
        assert (stored.parent_id, stored.depth, stored.ordinal) == (None, 0, 1)
        assert find_post(piece).reply_count == 1
    assert "<em>still</em>" in stage.guest().get(f"/p/{piece}").text


def test_a_reply_loads_the_words_of_no_other_text(stage: Stage, piece: str) -> None:
    above = stage.reply(stage.cast.otto, piece, "Long words.")
    mira = stage.visitor(stage.cast.mira)
    mira.get(f"/p/{piece}")
    for parent in ("", above):
        with statements_of(stage.app) as sent:
            assert mira.post(f"/p/{piece}/replies", body=f"To {parent}.", parent=parent).status_code == 303
        read = [each.sql for each in sent if each.sql.startswith("SELECT")]
        assert [
            sql for sql in read if re.search(r"\b(source|html)\b.* FROM (post|reply)\b", sql, re.DOTALL)
        ] == []
        assert len(sent) <= MOST_STATEMENTS


def test_replies_to_replies_keep_their_true_parent_and_order(stage: Stage, piece: str) -> None:
    first = stage.reply(stage.cast.mira, piece, "First.")
    second = stage.reply(stage.cast.otto, piece, "Second.")
    ada = stage.visitor(stage.cast.ada)
    answer = ada.post(f"/p/{piece}/replies", body="To the first.", parent=first)
    beneath = id_in(answer.location)
    with stage.app.app_context():
        assert find_reply(beneath).parent_id == find_reply(first).id
        assert find_reply(beneath).depth == 1
    text = stage.guest().get(f"/p/{piece}").text
    places = [text.index(f'id="r-{public_id}"') for public_id in (first, beneath, second)]
    assert places == sorted(places)


def test_the_composers_page_shows_what_is_answered_and_what_the_author_asks_for(stage: Stage) -> None:
    piece = stage.start(stage.cast.ada, replies_wanted="support")
    first = stage.reply(stage.cast.mira, piece, "Words to be answered.")
    otto = stage.visitor(stage.cast.otto)
    page = otto.get(f"/p/{piece}/replies/new?parent={first}")
    assert page.status_code == 200
    assert "Words to be answered." in page.text
    assert "Support only" in page.text
    assert f'name="parent" value="{first}"' in page.text
    assert "How to format" in page.text
    plain = otto.get(f"/p/{piece}/replies/new")
    assert 'name="parent" value=""' in plain.text


def test_a_visitor_is_asked_to_sign_in_and_comes_back(stage: Stage, piece: str) -> None:
    answer = stage.guest().get(f"/p/{piece}/replies/new")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in?next=")


def test_a_preview_of_a_reply_stores_nothing(stage: Stage, piece: str) -> None:
    first = stage.reply(stage.cast.mira, piece, "First.")
    otto = stage.visitor(stage.cast.otto)
    answer = otto.post(f"/p/{piece}/replies", body="so *warm*", parent=first, preview="1")
    assert answer.status_code == 200
    assert "so <em>warm</em>" in answer.text
    assert "so *warm*" in answer.text
    assert f'name="parent" value="{first}"' in answer.text
    with stage.app.app_context():
        assert find_post(piece).reply_count == 1


def test_a_reply_that_does_not_fit_comes_back_whole(stage: Stage, piece: str) -> None:
    otto = stage.visitor(stage.cast.otto)
    for body, words in (
        ("", "Please write something"),
        (" \r\n \t", "Please write something"),
        ("\u200b", "Please write something"),
        ("long " * 4001, "20000 is the most"),
        ("a\x00b", "cannot be shown"),
    ):
        for extra in ({}, {"preview": "1"}):
            answer = otto.post(f"/p/{piece}/replies", body=body, **extra)
            if extra and body == "\u200b":
                continue  # a preview of nothing is nothing
            assert answer.status_code == 422
            assert words in answer.text
            assert 'id="body-error"' in answer.text
            assert body.strip() in answer.text
    with stage.app.app_context():
        assert find_post(piece).reply_count == 0


def test_a_parent_that_is_not_in_the_conversation_is_said_and_the_text_kept(stage: Stage, piece: str) -> None:
    other = stage.start(stage.cast.ada, "Another")
    elsewhere = stage.reply(stage.cast.mira, other, "Elsewhere.")
    held = stage.reply(stage.cast.nell, piece, "Held words.")
    otto = stage.visitor(stage.cast.ada)
    for parent in (elsewhere, NOBODYS, held, piece, "x", "a\x00b", "-1", "9" * 400, "\ufffd"):
        answer = otto.post(f"/p/{piece}/replies", body="words to keep", parent=parent)
        assert answer.status_code == 404, parent
        assert "words to keep" in answer.text
        assert "cannot be found" in answer.text
        assert "Held words" not in answer.text
    with stage.app.app_context():
        assert find_post(piece).reply_count == 0
    for parent in (elsewhere, NOBODYS, held, "x", "%00"):
        assert otto.get(f"/p/{piece}/replies/new?parent={parent}").status_code == 404


def test_a_piece_that_is_not_there_keeps_the_text_too(stage: Stage) -> None:
    otto = stage.visitor(stage.cast.otto)
    for public_id in (NOBODYS, "x", "%00"):
        answer = otto.post(f"/p/{public_id}/replies", body="words to keep")
        assert answer.status_code == 404
        assert "words to keep" in answer.text


def test_a_conversation_that_closed_meanwhile_keeps_the_text(stage: Stage, piece: str) -> None:
    otto = stage.visitor(stage.cast.otto)
    closed = stage.visitor(stage.cast.ada).post(
        f"/p/{piece}/edit", title="A winter", body="It snowed.", replies_wanted="none", audience="everyone"
    )
    assert closed.status_code == 303
    answer = otto.post(f"/p/{piece}/replies", body="words to keep")
    assert answer.status_code == 409
    assert "Replies are not open to you here" in answer.text
    assert "words to keep" in answer.text
    assert otto.get(f"/p/{piece}/replies/new").status_code == 409


def test_a_parent_that_was_removed_meanwhile_keeps_the_text_and_offers_the_piece(
    stage: Stage, piece: str
) -> None:
    first = stage.reply(stage.cast.ada, piece, "Bad words.")
    with stage.work():
        remove(stage.cast.mira.viewer, find_reply(first), 1)
    otto = stage.visitor(stage.cast.otto)
    answer = otto.post(f"/p/{piece}/replies", body="words to keep", parent=first)
    assert answer.status_code == 409
    assert "no longer there" in answer.text
    assert "words to keep" in answer.text
    assert "Bad words" not in answer.text
    assert 'name="parent" value=""' in answer.text
    assert otto.post(f"/p/{piece}/replies", body="words to keep", parent="").status_code == 303


def test_a_piece_that_was_withdrawn_meanwhile_keeps_the_text(stage: Stage, piece: str) -> None:
    with stage.work():
        withdraw(stage.cast.ada.viewer, find_post(piece))
    answer = stage.visitor(stage.cast.otto).post(f"/p/{piece}/replies", body="words to keep")
    assert answer.status_code == 409
    assert "words to keep" in answer.text
    assert "A winter" not in answer.text


def test_nobody_replies_to_what_still_waits(stage: Stage) -> None:
    held = stage.start(stage.cast.nell, "Held title")
    assert stage.visitor(stage.cast.ada).post(f"/p/{held}/replies", body="words").status_code == 404
    own = stage.visitor(stage.cast.nell).post(f"/p/{held}/replies", body="words to keep")
    assert own.status_code == 409
    assert "waits for a moderator" in own.text
    assert "words to keep" in own.text


def test_replies_nest_to_the_bound_and_no_deeper(stage: Stage, piece: str) -> None:
    with time_machine.travel("2026-03-01 12:00+00:00") as clock:
        deepest = stage.reply(stage.cast.ada, piece, "Level 0")
        for depth in range(1, MAX_DEPTH + 1):
            clock.shift(3600)
            deepest = stage.reply(stage.cast.ada, piece, f"Level {depth}", deepest)
    with stage.app.app_context():
        found = find_reply(deepest)
        assert found.depth == MAX_DEPTH
        refused = policy.can_reply(stage.cast.otto.viewer, found.post, found)
        assert refused == Refused("too_deep")
    answer = stage.visitor(stage.cast.otto).post(f"/p/{piece}/replies", body="words to keep", parent=deepest)
    assert answer.status_code == 409
    assert "too deep" in answer.text
    assert "words to keep" in answer.text


def test_guests_and_the_suspended_cannot_reply_by_the_action_either(stage: Stage, piece: str) -> None:
    with stage.work():
        post = find_post(piece)
        for viewer in (stage.cast.guest, stage.cast.bo.viewer, stage.cast.tim.viewer):
            assert decision_of(partial(reply, viewer, post, None, "words")) is not None
        assert post.visibility == Visibility.PUBLISHED
        assert post.reply_count == 0
