"""Reading goes on when nothing can be noted: the disk is full, or somebody writes for long."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from forum.lib import asides
from forum.lib.db import db
from tests.cast import Cast
from tests.discussion.returning.conftest import Come, Talk, everything_kept, marked
from tests.fixtures.clients import Visitor

PATIENT = 2  # seconds of processor or other time, on a busy machine; the usual wait for a lock is ten


@contextmanager
def _a_full_disk(app: Flask) -> Iterator[None]:
    with app.app_context():
        engine = db.engine

    def refuse(_c: Connection, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith(("INSERT", "UPDATE")):
            raise OperationalError("database or disk is full", None, OSError())

    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


@contextmanager
def _somebody_writes(app: Flask) -> Iterator[None]:
    with app.app_context():
        engine = db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            with closing(sqlite3.connect(engine.url.database or "", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                yield
                other.execute("ROLLBACK")
        else:
            connection.execute(text("LOCK TABLE visit IN SHARE MODE"))
            yield


@pytest.mark.parametrize("trouble", [_a_full_disk, _somebody_writes])
def test_reading_goes_on(
    talk: Talk, come: Come, app: Flask, trouble: Callable[[Flask], AbstractContextManager[None]]
) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    new = talk.reply(talk.cast.mira)
    ada.get("/settings")
    kept = everything_kept(app)
    began = time.perf_counter()
    with trouble(app):
        answer = ada.get(talk.url)
        assert answer.status_code == 200
        assert marked(answer.text) == [new]
    assert time.perf_counter() - began < PATIENT
    assert everything_kept(app) == kept
    assert marked(ada.get(talk.url).text) == [new]
    assert everything_kept(app) != kept, "the next one tries again"


def test_a_note_leaves_the_connection_as_it_was(sqlite_app: Flask) -> None:
    def pragmas() -> list[object]:
        with db.engine.connect() as connection:
            names = ("busy_timeout", "synchronous")
            return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    with sqlite_app.app_context():
        usual = pragmas()
        assert asides.note(text("UPDATE visit SET seen_through = 1"))
        assert not asides.note(text("UPDATE nowhere SET seen_through = 1"))
        assert pragmas() == usual
        assert usual[0] != asides.PATIENCE


def test_two_first_visits_at_once(talk: Talk, cast: Cast, new_visitor: Callable[[], Visitor]) -> None:
    from forum.discussion.actions.note_visit import note_visit
    from forum.discussion.queries.posts import find_post
    from forum.discussion.queries.visits import memory_of

    with talk.app.app_context():
        post = find_post(cast.ada.viewer, talk.post_id)
        memories = [memory_of(cast.ada.viewer, post) for _ in range(2)]
        for memory in memories:
            assert memory
            note_visit(cast.ada.viewer, memory, [1, 2])
    assert talk.visits() == 1
