"""Between reading and writing, nobody waits, and nothing that others do there is overlooked."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from forum import markup
from forum.access import Role
from forum.accounts import passwords
from forum.accounts.models import Account, SignInSession
from forum.discussion import composing, visibility
from forum.discussion.actions.edit import edit
from forum.discussion.actions.lock import lock
from forum.discussion.actions.remove import remove
from forum.discussion.composing import PostDraft
from forum.discussion.models import ApproveFirst, LockedBy, Post, RepliesWanted, Reply, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.lib.throttle import ThrottleHit
from forum.notifications.models import Notice
from tests.cast import PASSWORD
from tests.discussion.writing.conftest import Stage, find_post, find_reply

PATIENCE = 5  # seconds; whoever waits for the write lock waits twice as long
WORDS = "Words to keep."
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Have something done by somebody else, once, while a text is rendered; it must not have to wait."""
    render = markup.render

    def arrange(act: Callable[[], object]) -> None:
        waiting = [act]

        def rendering(source: str) -> Any:
            if waiting:
                _by_somebody_else(stage, waiting.pop())
            return render(source)

        monkeypatch.setattr(composing, "render", rendering)

    return arrange


def _by_somebody_else(stage: Stage, act: Callable[[], object]) -> None:
    done = threading.Event()

    def work() -> None:
        with stage.work():
            act()
        done.set()

    threading.Thread(target=work, daemon=True).start()
    assert done.wait(PATIENCE), "somebody else had to wait"


def _count(stage: Stage, table: type[Any]) -> int:
    with stage.app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def _kept(stage: Stage, answer: TestResponse, status: int) -> None:
    """Refused, the words are still there, and nothing was stored or spent."""
    assert answer.status_code == status, answer.text
    assert WORDS in answer.text
    assert (_count(stage, Reply), _count(stage, Notice)) == (0, 0)


def test_others_can_write_while_a_text_is_rendered(stage: Stage, piece: str, meanwhile: Meanwhile) -> None:
    ada = stage.visitor(stage.cast.ada)
    meanwhile(lambda: stage.reply(stage.cast.otto, piece, "Quick."))
    assert ada.post(f"/p/{piece}/replies", body="Slow.").status_code == 303
    with stage.app.app_context():
        assert list(db.session.scalars(select(Reply.source).order_by(Reply.path))) == ["Quick.", "Slow."]


def test_a_piece_that_its_author_closed_meanwhile_takes_no_reply(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    root = stage.visitor(stage.cast.root)
    meanwhile(lambda: lock(stage.cast.ada.viewer, find_post(piece), LockedBy.AUTHOR))
    _kept(stage, root.post(f"/p/{piece}/replies", body=WORDS), 409)


def test_a_piece_whose_author_wants_to_read_first_from_now_on_shows_no_reply(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    root = stage.visitor(stage.cast.root)
    reads_first = update(Post).values(approve_first=ApproveFirst.ALL)
    meanwhile(lambda: db.session.execute(reads_first))
    assert root.post(f"/p/{piece}/replies", body=WORDS).status_code == 303
    with stage.app.app_context():
        assert db.session.scalar(select(Reply.visibility)) == Visibility.AWAITING


def test_a_piece_that_was_removed_meanwhile_takes_no_reply(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    root = stage.visitor(stage.cast.root)
    meanwhile(lambda: remove(stage.cast.mira.viewer, find_post(piece), None))
    _kept(stage, root.post(f"/p/{piece}/replies", body=WORDS), 409)


def test_a_piece_that_was_closed_meanwhile_takes_no_reply(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    closed = PostDraft("A winter", "It snowed.", replies_wanted=RepliesWanted.NONE)
    root = stage.visitor(stage.cast.root)
    meanwhile(lambda: edit(stage.cast.ada.viewer, find_post(piece), closed))
    _kept(stage, root.post(f"/p/{piece}/replies", body=WORDS), 409)


def test_a_parent_that_was_removed_meanwhile_takes_no_reply(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    parent = stage.reply(stage.cast.otto, piece, "First.")
    root = stage.visitor(stage.cast.root)
    meanwhile(lambda: remove(stage.cast.mira.viewer, find_reply(parent), None))
    answer = root.post(f"/p/{piece}/replies", body=WORDS, parent=parent)
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert _count(stage, Reply) == 1


def test_somebody_suspended_meanwhile_does_not_take_part(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    otto = stage.cast.otto
    until = clock.now() + timedelta(days=1)
    visitor = stage.visitor(otto)
    suspended = update(Account).where(Account.id == otto.account_id).values(suspended_until=until)
    meanwhile(lambda: db.session.execute(suspended))
    _kept(stage, visitor.post(f"/p/{piece}/replies", body=WORDS), 403)


def test_somebody_signed_out_meanwhile_is_asked_to_sign_in(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    visitor = stage.visitor(stage.cast.otto)
    meanwhile(lambda: db.session.execute(delete(SignInSession)))
    _kept(stage, visitor.post(f"/p/{piece}/replies", body=WORDS), 401)


def test_a_moderator_no_more_writes_as_what_they_are_now(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    """As a newcomer's, the text waits."""
    mira = stage.cast.mira
    visitor = stage.visitor(mira)
    now = {"role": Role.MEMBER, "approved_texts": 0}
    meanwhile(lambda: db.session.execute(update(Account).where(Account.id == mira.account_id).values(now)))
    assert visitor.post(f"/p/{piece}/replies", body=WORDS).status_code == 303
    with stage.app.app_context():
        assert db.session.scalars(select(Reply.visibility)).all() == ["held"]


def test_an_edit_does_not_bring_back_what_was_removed_meanwhile(
    stage: Stage, piece: str, meanwhile: Meanwhile
) -> None:
    ada = stage.visitor(stage.cast.ada)
    meanwhile(lambda: remove(stage.cast.mira.viewer, find_post(piece), None))
    terms = {"title": "A winter", "replies_wanted": "any", "audience": "everyone"}
    assert ada.post(f"/p/{piece}/edit", body=WORDS, **terms).status_code == 409
    with stage.app.app_context():
        assert (find_post(piece).source, find_post(piece).visibility) == ("It snowed.", "removed")


def test_nobody_waits_while_a_password_is_compared(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = passwords.verify

    def slowly(stored: str | None, password: str) -> bool:
        _by_somebody_else(stage, lambda: stage.reply(stage.cast.otto, piece, "Quick."))
        return verify(stored, password)

    monkeypatch.setattr(passwords, "verify", slowly)
    stage.visitor(stage.cast.ada)
    assert _count(stage, Reply) == 1


def test_a_password_that_was_changed_while_it_was_compared_is_compared_anew(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = passwords.verify
    waiting = [lambda: db.session.execute(update(Account).values(password_hash="of another one"))]

    def slowly(stored: str | None, password: str) -> bool:
        fits = verify(stored, password)
        if waiting:
            _by_somebody_else(stage, waiting.pop())
        return fits

    monkeypatch.setattr(passwords, "verify", slowly)
    guest = stage.guest()
    answer = guest.post("/sign-in", sign_in_name=stage.cast.ada.sign_in_name, password=PASSWORD)
    assert answer.status_code == 400
    assert waiting == []
    assert _count(stage, SignInSession) == 0


class _Deadlock(Exception):
    sqlstate = "40P01"


def _breaks_off(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Let the database break off the next transactions that store a text, as it does with a deadlock."""
    store, broken = visibility.store, [times]

    def storing(text: Any) -> None:
        store(text)
        if broken[0]:
            broken[0] -= 1
            raise OperationalError("INSERT", {}, _Deadlock())

    monkeypatch.setattr(visibility, "store", storing)
    return broken


def test_a_transaction_that_was_broken_off_is_done_once_more_and_nothing_doubled(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    otto = stage.visitor(stage.cast.otto)
    spent = _count(stage, ThrottleHit)
    broken = _breaks_off(monkeypatch, times=1)
    assert otto.post(f"/p/{piece}/replies", body=WORDS).status_code == 303
    assert broken == [0]
    assert (_count(stage, Reply), _count(stage, Notice), _count(stage, ThrottleHit)) == (1, 1, spent + 1)
    with stage.app.app_context():
        assert (find_post(piece).reply_count, find_post(piece).last_ordinal) == (1, 1)


def test_one_that_is_broken_off_again_is_not_tried_for_ever(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    otto = stage.visitor(stage.cast.otto)
    _breaks_off(monkeypatch, times=2)
    _kept(stage, otto.post(f"/p/{piece}/replies", body=WORDS), 503)
