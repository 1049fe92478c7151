"""`flask alcove import wordpress`: what an operator sees."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from forum.discussion.models import Post
from forum.gateways.importing.cli import importing
from forum.gateways.importing.writing import Conversation
from tests.gateways.importing.blog import LONG_TABLE, count


def test_the_command_imports_once_and_says_what_it_did(app: Flask, session: Session) -> None:
    session.commit()
    run = app.test_cli_runner().invoke
    dry = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog", "--dry-run"])
    assert (dry.exit_code, count(Post)) == (0, 0)
    assert "would be imported" in dry.output
    first = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert first.exit_code == 0, first.output
    assert "held for a moderator" in first.output
    assert "pingbacks and trackbacks" in first.output
    again = run(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert again.exit_code == 0
    assert "12  here already" in again.output


def test_the_command_refuses_in_one_sentence(app: Flask, session: Session, tmp_path: Path) -> None:
    session.commit()
    bad = tmp_path / "bad.xml"
    bad.write_text("<rss><channel>", "utf-8")
    for path, space, says in (
        (bad, "old-blog", "ends in the middle"),
        (LONG_TABLE, "elsewhere", "There is no space"),
        (tmp_path / "none.xml", "old-blog", "does not exist"),
    ):
        refused = app.test_cli_runner().invoke(importing, ["wordpress", str(path), "--space", space])
        assert refused.exit_code != 0
        assert says in refused.output
        assert "Traceback" not in refused.output


def test_a_difference_is_a_failure_of_the_command(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.commit()
    monkeypatch.setattr(Conversation, "add", lambda self, replies: [])
    run = app.test_cli_runner().invoke(importing, ["wordpress", str(LONG_TABLE), "--space", "old-blog"])
    assert run.exit_code == 1
    assert "12 expected, 0 found" in run.output
    assert count(Post) == 0
