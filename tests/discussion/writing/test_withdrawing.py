"""Withdrawing: asked first, done once, and the conversation stays beneath a tombstone."""

from datetime import timedelta

from sqlalchemy import func, select

from forum.access import Refused
from forum.accounts.models import Account
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.actions.restore import restore
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Hold, Visibility, Withdrawal
from forum.lib import clock
from forum.lib.db import db
from tests.discussion.writing.conftest import Stage, decision_of, find_post, find_reply


def test_a_reply_is_withdrawn_after_a_question_and_its_answers_stay(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Rash words.")
    beneath = stage.reply(stage.cast.otto, piece, "A calm answer.", reply)
    mira = stage.visitor(stage.cast.mira)
    asked = mira.get(f"/r/{reply}/withdraw")
    assert asked.status_code == 200
    assert "Rash words." in asked.text
    assert 'method="post"' in asked.text
    assert "Rash words." in stage.guest().get(f"/p/{piece}").text

    answer = mira.post(f"/r/{reply}/withdraw")
    assert answer.status_code == 303
    assert answer.location == f"/r/{reply}"
    page = stage.guest().get(f"/p/{piece}").text
    assert "Rash words." not in page
    assert "Mira" not in page.split(f'id="r-{reply}"')[1].split("</article>")[0]
    assert "A calm answer." in page
    assert page.index(f'id="r-{reply}"') < page.index(f'id="r-{beneath}"')
    assert "1 reply" in page


def test_a_piece_is_withdrawn_and_keeps_its_conversation(stage: Stage) -> None:
    piece = stage.start(stage.cast.ada, "Taken title", "Taken words.", content_notes="taken notes")
    stage.reply(stage.cast.otto, piece, "A kind word.")
    ada = stage.visitor(stage.cast.ada)
    assert ada.get(f"/p/{piece}/withdraw").status_code == 200
    answer = ada.post(f"/p/{piece}/withdraw")
    assert answer.location == f"/p/{piece}"
    guest = stage.guest()
    page = guest.get(f"/p/{piece}")
    assert page.status_code == 200
    assert "A kind word." in page.text
    for path in (f"/p/{piece}", "/", "/s/essays", "/u/Ada", f"/p/{piece}/withdraw", f"/p/{piece}/edit"):
        assert "aken " not in guest.get(path).text


def test_a_second_click_finds_it_done(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.mira, piece, "Rash words.")
    mira = stage.visitor(stage.cast.mira)
    for _ in range(2):
        assert mira.post(f"/r/{reply}/withdraw").status_code == 303
    assert mira.get(f"/r/{reply}/withdraw").status_code == 303
    with stage.app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Withdrawal)) == 1
        assert find_post(piece).reply_count == 0


def test_what_still_waits_can_be_withdrawn_without_a_trace(stage: Stage, piece: str) -> None:
    held = stage.reply(stage.cast.nell, piece, "Unseen words.")
    title = stage.start(stage.cast.nell, "Unseen title")
    nell = stage.visitor(stage.cast.nell)
    assert (
        nell.http.post(
            f"/r/{held}/withdraw", data={"csrf_token": nell.csrf_token()}, follow_redirects=True
        ).status_code
        == 200
    )
    assert nell.post(f"/p/{title}/withdraw").location == "/s/essays"
    page = stage.guest().get(f"/p/{piece}").text
    assert held not in page
    assert "Unseen" not in page
    with stage.app.app_context():
        reply = find_reply(held)
        assert (reply.visibility, reply.path) == (Visibility.WITHDRAWN, None)
        waiting = select(func.count()).select_from(Hold).where(Hold.released_at.is_(None))
        assert db.session.scalar(waiting) == 0


def test_a_moderator_does_not_bring_back_what_the_author_took(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.ada, piece, "Rash words.")
    mira = stage.cast.mira.viewer
    with stage.work():
        withdraw(stage.cast.ada.viewer, find_reply(reply))
        remove(mira, find_reply(reply), 1)
        restore(mira, find_reply(reply))
        publish(mira, find_reply(reply))
    with stage.app.app_context():
        assert find_reply(reply).visibility == Visibility.WITHDRAWN
    assert "Rash words." not in stage.guest().get(f"/p/{piece}").text


def test_only_the_author_withdraws(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.ada, piece, "Mine.")
    mira = stage.visitor(stage.cast.mira)
    assert mira.get(f"/r/{reply}/withdraw").status_code == 403
    assert mira.post(f"/r/{reply}/withdraw").status_code == 403
    assert mira.post(f"/p/{piece}/withdraw").status_code == 403
    with stage.work():
        refused = decision_of(lambda: withdraw(stage.cast.mira.viewer, find_reply(reply)))
        assert refused == Refused("not_yours")
        assert find_reply(reply).visibility == Visibility.PUBLISHED


def test_a_suspended_member_can_still_withdraw(stage: Stage, piece: str) -> None:
    reply = stage.reply(stage.cast.ada, piece, "Mine.")
    with stage.work():
        account = db.session.get_one(Account, stage.cast.ada.account_id)
        account.suspended_until = clock.now() + timedelta(days=1)
    ada = stage.visitor(stage.cast.ada)
    refused = ada.post(f"/r/{reply}/edit", body="words to keep")
    assert refused.status_code == 403
    assert "words to keep" in refused.text
    for address in (f"/r/{reply}/withdraw", f"/p/{piece}/withdraw"):
        assert ada.post(address).status_code == 303


def test_nothing_can_be_withdrawn_by_following_a_link(stage: Stage, piece: str) -> None:
    ada = stage.visitor(stage.cast.ada)
    ada.get(f"/p/{piece}/withdraw?confirm=1")
    ada.http.post(f"/p/{piece}/withdraw", data={})
    with stage.app.app_context():
        assert find_post(piece).visibility == Visibility.PUBLISHED


def test_a_withdrawn_pieces_author_is_not_marked_beneath_it(stage: Stage) -> None:
    piece = stage.start(stage.cast.ada)
    stage.reply(stage.cast.ada, piece, "Thank you all.")
    assert "badge--author" in stage.guest().get(f"/p/{piece}").text
    stage.visitor(stage.cast.ada).post(f"/p/{piece}/withdraw")
    text = stage.guest().get(f"/p/{piece}").text
    assert "Thank you all." in text
    assert "badge--author" not in text
