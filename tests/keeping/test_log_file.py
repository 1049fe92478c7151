"""SQLite's log of changes stays short, however many read without a pause, or it would fill the disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Semaphore, Thread

import pytest
from flask import Flask

from forum.keeping import jobs as keeping
from forum.keeping import log_file
from forum.lib import jobs
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.stories import a_post, a_reply, a_space

READERS = 4
KB = 1024


def _file(app: Flask) -> Path:
    with app.app_context():
        return Path(db.engine.url.database or "")


def _length(app: Flask) -> int:
    return _file(app).with_name("alcove.db-wal").stat().st_size


def _read(path: Path, turn: Semaphore, following: Semaphore, end: Event) -> None:
    """Read until the end, and never stop before the next reader has begun."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        while True:
            turn.acquire()
            connection.execute("BEGIN").close()
            connection.execute("SELECT count(*) FROM reply").fetchone()
            following.release()
            if end.wait(0.002):
                return
            connection.execute("COMMIT").close()


@contextmanager
def _constant_readers(app: Flask) -> Iterator[None]:
    """Readers whose transactions overlap, so that at every moment somebody reads."""
    end, turns = Event(), [Semaphore(0) for _ in range(READERS)]
    threads = [
        Thread(target=_read, args=(_file(app), turn, turns[(number + 1) % READERS], end))
        for number, turn in enumerate(turns)
    ]
    for thread in threads:
        thread.start()
    turns[0].release()
    try:
        yield
    finally:
        end.set()
        for turn in turns:
            turn.release()
        for thread in threads:
            thread.join(5)


def _write(app: Flask, cast: Cast, name: str) -> None:
    """A piece with ten replies, each committed by itself."""
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space(name))
        for _number in range(10):
            a_reply(cast.ada.viewer, post)
            db.session.commit()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_constant_readers_cannot_make_the_log_grow(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MOST_BYTES", 100 * KB)
    with _constant_readers(app):
        for name in ("first", "second", "third"):
            _write(app, cast, name)
            assert _length(app) > log_file.MOST_BYTES, "there is something to shorten"
            with app.app_context(), writing():
                keeping.shorten_log.later_once()
                db.session.commit()
            for _done in jobs.sweep(app):
                pass
            assert _length(app) <= log_file.MOST_BYTES


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_long_reader_keeps_writers_waiting_only_a_moment(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_file, "MOST_BYTES", 0)
    monkeypatch.setattr(log_file, "PATIENCE", 0.05)
    with closing(sqlite3.connect(_file(app), isolation_level=None)) as backup:
        backup.execute("BEGIN").close()
        backup.execute("SELECT count(*) FROM reply").fetchone()
        _write(app, cast, "meanwhile")
        with app.app_context():
            assert not log_file.shorten()
        _write(app, cast, "after")
    with app.app_context():
        assert log_file.shorten()
        assert _length(app) == 0


def test_on_another_database_there_is_nothing_to_shorten(app: Flask) -> None:
    with app.app_context():
        assert not log_file.shorten()
