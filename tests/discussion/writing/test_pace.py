"""How much one account may write in a while; over it the text is kept and waiting helps."""

from dataclasses import replace

import pytest
import time_machine

from forum.discussion.actions import reply as replying
from forum.discussion.actions import start_post as starting
from forum.lib.db import db
from tests.discussion.writing.conftest import Stage, find_post

NOON = "2026-03-01 12:00+00:00"


def test_the_bounds_are_those_that_were_promised() -> None:
    assert (replying.PACE.most, replying.PACE.window.total_seconds()) == (120, 3600)
    assert (starting.PACE.most, starting.PACE.window.total_seconds()) == (20, 24 * 3600)


def test_one_reply_too_many_waits_on_the_form_until_later(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "PACE", replace(replying.PACE, most=2))
    with time_machine.travel(NOON, tick=False) as clock:
        mira = stage.visitor(stage.cast.mira)
        first = mira.post(f"/p/{piece}/replies", body="1")
        clock.shift(600)
        assert mira.post(f"/p/{piece}/replies", body="2").status_code == 303
        parent = first.location.rsplit("/", 1)[-1]
        answer = mira.post(f"/p/{piece}/replies", body="words to keep", parent=parent)
        assert answer.status_code == 429
        assert "a little later" in answer.text
        assert "words to keep" in answer.text
        assert f'name="parent" value="{parent}"' in answer.text
        assert stage.visitor(stage.cast.otto).post(f"/p/{piece}/replies", body="3").status_code == 303
        with stage.app.app_context():
            assert find_post(piece).reply_count == 3
        clock.shift(3001)
        assert mira.post(f"/p/{piece}/replies", body="words to keep").status_code == 303


def test_one_piece_too_many_waits_on_the_form_until_tomorrow(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "PACE", replace(starting.PACE, most=1))
    ada = stage.visitor(stage.cast.ada)
    assert ada.post("/s/essays/new", title="One", body="1").status_code == 303
    answer = ada.post("/s/essays/new", title="Title to keep", body="words to keep")
    assert answer.status_code == 429
    assert "tomorrow" in answer.text
    assert "Title to keep" in answer.text
    assert "words to keep" in answer.text
    assert "Title to keep" not in stage.guest().get("/").text


def test_a_refused_text_leaves_nothing_behind(
    stage: Stage, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "PACE", replace(replying.PACE, most=0))
    stage.visitor(stage.cast.nell).post(f"/p/{piece}/replies", body="words to keep")
    with stage.app.app_context():
        for table in ("reply", "hold"):
            assert db.session.execute(db.metadata.tables[table].select()).all() == []
