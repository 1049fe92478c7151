"""A community moves from SQLite to PostgreSQL with every row, and nothing is written behind its back."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from forum.discussion.models import Reply
from forum.keeping import moving
from forum.keeping.cli import _bar
from forum.lib.db import db, writing
from tests.cast import assemble
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import bare_app, install
from tests.keeping.life import command, rows_of
from tests.moderation.stage import Stage


@pytest.fixture
def url(new_postgresql: Callable[[], str]) -> str:
    """The address of an empty PostgreSQL database."""
    return new_postgresql()


def test_every_row_arrives_and_the_old_file_stays(at_home: Stage, url: str, tmp_path: Path) -> None:
    ada = at_home.visitor(at_home.cast.ada)
    before = rows_of(at_home.app)
    code, said = command(at_home.app, "move-to", "--no-wait", url)
    assert code == 0, said
    assert "ALCOVE_DATABASE_URL" in said
    assert f"{len(before['reply']):>12}  reply" in said
    assert rows_of(at_home.app) == before
    moved = bare_app(url, tmp_path)
    try:
        after = rows_of(moved)
        del before["page_version"], after["page_version"]
        assert after == before
        assert command(moved, "doctor")[0] == 0
        there = Visitor(moved, _with_cookies_of(ada, moved))
        assert there.get("/settings").status_code == 200, "whoever was signed in still is"
        stage = Stage(moved, at_home.cast, at_home.new_visitor)
        stage.reply(at_home.cast.ada, stage.piece(at_home.cast.otto))  # with a number of its own
        assert command(moved, "doctor")[0] == 0
    finally:
        _dispose(moved)


def test_nobody_writes_to_the_old_database_meanwhile(at_home: Stage, url: str) -> None:
    app = at_home.app
    with app.app_context(), writing(), moving.moved(url, _bar):
        path = db.engine.url.database or ""
        with closing(sqlite3.connect(path, timeout=0)) as other:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            assert other.execute("SELECT count(*) FROM reply").fetchone() > (0,)
    at_home.piece(at_home.cast.ada)


def test_a_community_that_is_there_is_left_alone(at_home: Stage, url: str, tmp_path: Path) -> None:
    there = install(url, tmp_path).app
    try:
        Stage(there, assemble(there), at_home.new_visitor).set_up()
        before = rows_of(there)
        code, said = command(at_home.app, "move-to", "--no-wait", url)
        assert code == 1
        assert "There is a community" in said
        assert rows_of(there) == before
    finally:
        _dispose(there)


@pytest.mark.parametrize("wrong", ["sqlite:////tmp/x.db", "garden", "postgresql://nobody@127.0.0.1:9/x"])
def test_what_is_no_such_database_is_said_in_a_sentence(sqlite_app: Flask, wrong: str) -> None:
    code, said = command(sqlite_app, "move-to", "--no-wait", wrong)
    assert code == 1
    assert said.startswith("Error: ")
    assert "Traceback" not in said


def test_a_row_that_postgresql_does_not_take_is_said_without_its_words(at_home: Stage, url: str) -> None:
    with at_home.work():
        db.session.execute(update(Reply).values(source="somebody's words\0"))
    code, said = command(at_home.app, "move-to", "--no-wait", url)
    assert code == 1
    assert "NUL" in said
    assert "somebody" not in said


def test_what_fails_on_the_way_leaves_nothing_there(
    at_home: Stage, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_watch: object) -> None:
        raise sqlite3.OperationalError("something in the middle")

    with monkeypatch.context() as patched:
        patched.setattr("forum.keeping.filling.examine", fail)
        assert command(at_home.app, "move-to", "--no-wait", url)[0] == 1
    empty = bare_app(url, tmp_path)
    try:
        with empty.app_context(), db.engine.connect() as connection:
            assert not connection.dialect.has_table(connection, "reply")
    finally:
        _dispose(empty)
    at_home.piece(at_home.cast.ada)
    assert command(at_home.app, "move-to", "--no-wait", url)[0] == 0


def _with_cookies_of(visitor: Visitor, app: Flask) -> FlaskClient:
    client = app.test_client()
    for name in ("id", "visit"):
        cookie = visitor.http.get_cookie(name)
        assert cookie
        client.set_cookie(name, cookie.value)
    return client


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
