"""Whatever keeps a text from being stored, the answer holds it whole and the way to send it again."""

import html
import re

import pytest
import time_machine
from sqlalchemy.exc import OperationalError

from forum.accounts.models import SignInSession
from forum.lib.db import db
from forum.web import cookies
from tests.cast import PASSWORD
from tests.discussion.writing.conftest import Stage, find_post

WORDS = "“Two hours” of work,\n\nwith <angles> & an emoji 🕯️"


def hidden_fields(page: str) -> dict[str, str]:
    """The fields a page carries unseen, as a browser would send them again."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def action(page: str) -> str:
    """Where the page's form that carries a text goes."""
    found = re.search(r'<form[^>]*action="([^"]+)"[^>]*>\s*<input type="hidden" name="csrf_token"', page)
    assert found, page
    return html.unescape(found[1])


def sent(answer_text: str) -> dict[str, str]:
    fields = hidden_fields(answer_text)
    assert fields["body"] == WORDS
    return fields


def test_an_expired_token_gives_the_text_back_and_sends_it_at_once(stage: Stage, piece: str) -> None:
    mira = stage.visitor(stage.cast.mira)
    for path, extra in (
        (f"/p/{piece}/replies", {}),
        ("/s/essays/new", {"title": "A title to keep", "content_notes": "notes to keep"}),
    ):
        for token in ({}, {"csrf_token": "stale"}):
            answer = mira.http.post(path, data={"body": WORDS, **extra, **token})
            assert answer.status_code == 400
            fields = sent(answer.text)
            assert extra.items() <= fields.items()
        again = mira.http.post(path, data=fields)
        assert again.status_code == 303, again.text


def test_a_token_older_than_a_day_does_the_same(stage: Stage, piece: str) -> None:
    with time_machine.travel("2026-03-01 12:00+00:00", tick=False) as clock:
        ada = stage.visitor(stage.cast.ada)
        token = ada.csrf_token()
        clock.shift(25 * 3600)
        answer = ada.http.post(f"/p/{piece}/edit", data={"csrf_token": token, "title": "T", "body": WORDS})
        assert answer.status_code == 400
        assert ada.http.post(f"/p/{piece}/edit", data=sent(answer.text)).status_code == 303


def test_an_ended_session_gives_the_text_back_and_sends_it_after_signing_in(stage: Stage, piece: str) -> None:
    mira = stage.visitor(stage.cast.mira)
    with stage.work():
        db.session.query(SignInSession).delete()
    answer = mira.post(f"/p/{piece}/replies", body=WORDS)
    assert answer.status_code == 401
    fields = hidden_fields(answer.text)
    assert WORDS in fields.values()
    fields |= {"sign_in_name": stage.cast.mira.sign_in_name, "password": PASSWORD}
    signed_in = mira.http.post("/sign-in", data=fields, follow_redirects=True)
    assert WORDS in hidden_fields(signed_in.text).values()
    stored = mira.http.post(f"/p/{piece}/replies", data=hidden_fields(signed_in.text))
    assert stored.status_code == 303
    with stage.app.app_context():
        assert find_post(piece).reply_count == 1


def test_somebody_who_lost_the_gates_cookie_keeps_the_text(stage: Stage, piece: str) -> None:
    tim = stage.visitor(stage.cast.tim)
    tim.http.delete_cookie(cookies.NAMES["age"])
    answer = tim.http.post(f"/p/{piece}/replies", data={"csrf_token": tim.csrf_token(), "body": WORDS})
    assert answer.status_code == 403
    assert WORDS in hidden_fields(answer.text).values()


@pytest.mark.parametrize("where", ["reply", "piece", "edit"])
def test_a_write_that_fails_gives_the_text_back(
    stage: Stage, piece: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full: nothing was acknowledged, nothing was stored, nothing is lost."""
    ada = stage.visitor(stage.cast.ada)
    path = {"reply": f"/p/{piece}/replies", "piece": "/s/essays/new", "edit": f"/p/{piece}/edit"}[where]
    data = {"csrf_token": ada.csrf_token(), "title": "A title", "body": WORDS}

    def full(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(db.session, "commit", full)
        answer = ada.http.post(path, data=data)
    assert answer.status_code == 503
    assert "Location" not in answer.headers
    fields = sent(answer.text)
    with stage.app.app_context():
        assert find_post(piece).reply_count == 0
        assert find_post(piece).source == "It snowed."
    assert action(answer.text) == path
    assert ada.http.post(path, data=fields).status_code == 303


def test_a_database_that_fails_in_the_middle_gives_the_text_back(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mira = stage.visitor(stage.cast.mira)
    token = mira.csrf_token()

    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("forum.discussion.visibility.show", full)
        answer = mira.http.post(f"/p/{piece}/replies", data={"csrf_token": token, "body": WORDS})
    assert answer.status_code == 503
    assert mira.http.post(f"/p/{piece}/replies", data=sent(answer.text)).status_code == 303


def test_broken_bytes_are_answered_and_never_a_fault(stage: Stage, piece: str) -> None:
    mira = stage.visitor(stage.cast.mira)
    token = mira.csrf_token()
    kinds = {
        "application/x-www-form-urlencoded": [
            b"body=%FF%FE&csrf_token=" + token.encode(),
            b"body=%ED%A0%80&csrf_token=" + token.encode(),
            b"body=\xff\xfe&csrf_token=" + token.encode(),
            b"body=%00&csrf_token=" + token.encode(),
            b"body=x&parent=%ED%A0%80&csrf_token=" + token.encode(),
            b"body=x&body=y&parent=%FF&csrf_token=" + token.encode(),
            b"=&&&=%",
        ],
        "multipart/form-data; boundary=b": [
            b'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            + token.encode()
            + b'\r\n--b\r\nContent-Disposition: form-data; name="body"\r\n\r\n\xed\xa0\x80\xff\r\n--b--',
            b"--b",
        ],
        "application/json": [b'{"body": "x"}', b"\xff"],
    }
    for content_type, bodies in kinds.items():
        for body in bodies:
            for path in (f"/p/{piece}/replies", "/s/essays/new", f"/p/{piece}/edit", f"/p/{piece}/withdraw"):
                answer = mira.http.post(path, data=body, content_type=content_type)
                assert answer.status_code < 500, (path, body)
