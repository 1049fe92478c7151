"""A fault of ours is answered kindly, and logged without what was read."""

import logging

import pytest
from flask import Flask

from forum.discussion.queries import people
from tests.fixtures.clients import Visitor


def test_a_fault_is_logged_by_the_views_name(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(_name: str) -> None:
        raise RuntimeError("a broken lamp")

    monkeypatch.setattr(people, "find_persona", break_down)
    monkeypatch.setitem(sqlite_app.config, "PROPAGATE_EXCEPTIONS", False)
    visitor = Visitor(sqlite_app, sqlite_app.test_client()).pass_gate()
    with caplog.at_level(logging.ERROR):
        answer = visitor.get("/u/a-name-that-stays-out-of-logs")
    assert answer.status_code == 500
    assert "broken lamp" not in answer.text
    assert "our side" in answer.text
    assert "discussion.person" in caplog.text
    assert "stays-out-of-logs" not in caplog.text
