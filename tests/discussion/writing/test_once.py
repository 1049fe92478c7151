"""A text that is sent twice is there once, however close together the two arrive."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import func, select

from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.lib.throttle import ThrottleHit
from tests.discussion.writing.conftest import Stage, find_post, find_reply


def count(stage: Stage, table: type[Post] | type[Reply] | type[ThrottleHit]) -> int:
    with stage.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def at_once(acts: Sequence[Callable[[], str]]) -> list[str]:
    """Run all at the same moment and give what each returned."""
    start = threading.Barrier(len(acts))
    answers: list[str] = []

    def run(act: Callable[[], str]) -> None:
        start.wait()
        answers.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_reply_again_leads_to_the_same_place(stage: Stage, piece: str) -> None:
    mira = stage.visitor(stage.cast.mira)
    first = mira.post(f"/p/{piece}/replies", body="Once.")
    again = mira.post(f"/p/{piece}/replies", body="Once.")
    assert again.status_code == 303
    assert again.location == first.location
    assert count(stage, Reply) == 1


def test_the_same_piece_again_leads_to_the_same_place(stage: Stage) -> None:
    ada = stage.visitor(stage.cast.ada)
    first = ada.post("/s/essays/new", title="One", body="Once.")
    assert ada.post("/s/essays/new", title="One", body="Once.").location == first.location
    assert ada.post("/s/essays/new", title="Two", body="Once.").location != first.location
    assert count(stage, Post) == 2


def test_the_same_words_elsewhere_or_by_somebody_else_are_another_text(stage: Stage, piece: str) -> None:
    first = stage.reply(stage.cast.mira, piece, "Thank you.")
    others = {
        stage.reply(stage.cast.otto, piece, "Thank you."),
        stage.reply(stage.cast.mira, piece, "Thank you.", first),
        stage.reply(stage.cast.mira, stage.start(stage.cast.ada, "Another"), "Thank you."),
    }
    assert len(others | {first}) == 4


def test_a_held_text_sent_again_is_still_one(stage: Stage, piece: str) -> None:
    nell = stage.visitor(stage.cast.nell)
    first = nell.post(f"/p/{piece}/replies", body="Hello.")
    assert nell.post(f"/p/{piece}/replies", body="Hello.").location == first.location
    assert count(stage, Reply) == 1


def test_a_withdrawn_text_may_be_written_anew(stage: Stage, piece: str) -> None:
    first = stage.reply(stage.cast.mira, piece, "On second thought.")
    with stage.work():
        withdraw(stage.cast.mira.viewer, find_reply(first))
    assert stage.reply(stage.cast.mira, piece, "On second thought.") != first


def test_a_double_click_makes_one_reply(stage: Stage, piece: str) -> None:
    """Two requests of one browser, truly at the same time, on either database."""
    visitors = [stage.visitor(stage.cast.mira) for _ in range(4)]
    tokens = [visitor.csrf_token() for visitor in visitors]

    def send(number: int) -> str:
        data = {"csrf_token": tokens[number], "body": "Clicked twice."}
        answer = visitors[number].http.post(f"/p/{piece}/replies", data=data)
        assert answer.status_code == 303, answer.text
        return answer.location

    answers = at_once([partial(send, number) for number in range(4)])
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert count(stage, Reply) == 1
    with stage.app.app_context():
        assert find_post(piece).reply_count == 1


def test_a_double_click_makes_one_piece(stage: Stage) -> None:
    visitors = [stage.visitor(stage.cast.ada) for _ in range(3)]
    tokens = [visitor.csrf_token() for visitor in visitors]

    def send(number: int) -> str:
        data = {"csrf_token": tokens[number], "title": "Clicked", "body": "twice."}
        return visitors[number].http.post("/s/essays/new", data=data).location

    answers = at_once([partial(send, number) for number in range(3)])
    assert len(answers) == 3
    assert len(set(answers)) == 1
    assert count(stage, Post) == 1


def test_people_who_reply_at_once_get_different_numbers(stage: Stage, piece: str) -> None:
    people = [stage.cast.ada, stage.cast.mira, stage.cast.otto, stage.cast.root]
    first = stage.reply(stage.cast.ada, piece, "First.")
    acts = [
        partial(stage.reply, person, piece, f"To {parent}", parent)
        for person in people
        for parent in (None, first)
    ]
    assert len(set(at_once(acts))) == 8
    with stage.app.app_context():
        top = select(Reply.ordinal).where(Reply.parent_id.is_(None)).order_by(Reply.path)
        beneath = select(Reply.ordinal).where(Reply.parent_id.is_not(None)).order_by(Reply.path)
        assert list(db.session.scalars(top)) == [1, 2, 3, 4, 5]
        assert list(db.session.scalars(beneath)) == [1, 2, 3, 4]
        assert find_post(piece).reply_count == 9


def test_sending_again_spends_nothing_of_what_one_may_send(stage: Stage, piece: str) -> None:
    stage.reply(stage.cast.mira, piece, "Once.")
    spent = count(stage, ThrottleHit)
    stage.reply(stage.cast.mira, piece, "Once.")
    assert count(stage, ThrottleHit) == spent
