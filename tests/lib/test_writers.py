"""Writers on SQLite wait for each other in a line, and nobody is left standing there."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from forum.lib import clock, writers
from forum.lib.db import db, writing
from forum.lib.throttle import DailySalt

SOON = 300  # milliseconds


@pytest.fixture
def impatient(sqlite_app: Flask) -> Iterator[Flask]:
    """The application, whose connections wait for locks only a moment."""

    def hurry(connection: sqlite3.Connection, *_rest: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={SOON}").close()

    with sqlite_app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", hurry)
    yield sqlite_app
    event.remove(engine, "connect", hurry)
    engine.dispose()


def _elsewhere(engine: Engine) -> sqlite3.Connection:
    """Another process, as far as SQLite can tell, that holds the lock."""
    path = str(engine.url.database)
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE").close()
    return connection


def _write(day: int) -> None:
    with writing():
        db.session.add(DailySalt(day=clock.today().replace(day=day), salt=b"x"))
        db.session.commit()


def test_all_who_stand_in_line_get_their_turn(sqlite_app: Flask) -> None:
    start = threading.Barrier(8)

    def work(first: int) -> None:
        start.wait()
        for day in (first, first + 8, first + 16):
            with sqlite_app.app_context():
                _write(day)

    threads = [threading.Thread(target=work, args=(1 + number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with sqlite_app.app_context():
        assert len(db.session.scalars(select(DailySalt)).all()) == 24


def test_another_process_that_writes_is_waited_for(impatient: Flask) -> None:
    with impatient.app_context():
        other = _elsewhere(db.engine)
        threading.Timer(SOON / 3000, lambda: other.execute("COMMIT").close()).start()
        _write(1)
        assert db.session.scalars(select(DailySalt)).all()


def test_waiting_ends_and_the_line_goes_on(impatient: Flask) -> None:
    with impatient.app_context():
        other = _elsewhere(db.engine)
        with pytest.raises(OperationalError):
            _write(1)
        db.session.rollback()
        other.execute("ROLLBACK").close()
        _write(2)
    done: list[bool] = []

    def later() -> None:
        with impatient.app_context():
            _write(3)
            done.append(True)

    thread = threading.Thread(target=later)
    thread.start()
    thread.join(10)
    assert done == [True]


def test_a_transaction_that_is_given_up_leaves_the_line(impatient: Flask) -> None:
    with impatient.app_context(), writing():
        db.session.add(DailySalt(day=clock.today(), salt=b"x"))
        db.session.flush()  # and the context ends without a commit
    line = writers._lines[str(_path(impatient))]
    assert line.join(1)
    line.leave()


def test_a_connection_that_breaks_leaves_the_line(impatient: Flask) -> None:
    with impatient.app_context(), writing():
        db.session.connection().invalidate()
        db.session.rollback()
    line = writers._lines[str(_path(impatient))]
    assert line.join(1)
    line.leave()


def test_a_child_does_not_stand_in_its_parents_line(impatient: Flask) -> None:
    """A worker is forked while a thread writes: that thread is not in the child."""
    with impatient.app_context(), writing():
        db.session.connection()
        child = os.fork()
        if child == 0:
            os._exit(0 if not writers._lines else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        db.session.rollback()


def _path(app: Flask) -> Path:
    with app.app_context():
        return Path(str(db.engine.url.database))
