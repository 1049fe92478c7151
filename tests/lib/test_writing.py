"""What is read before one writes is read anew, and nothing is written outside of `writing`."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select, update

from forum.lib import clock
from forum.lib import db as database
from forum.lib.db import db, writing
from forum.lib.throttle import DailySalt


def _salt() -> DailySalt:
    return db.session.scalars(select(DailySalt)).one()


@pytest.fixture
def salted(app: Flask) -> Flask:
    """The application with one row to read and change."""
    with app.app_context(), writing():
        db.session.add(DailySalt(day=clock.today(), salt=b"first"))
        db.session.commit()
    return app


def _change(app: Flask) -> None:
    """Somebody else changes the row; a thread of its own, as in life."""

    def work() -> None:
        with app.app_context(), writing():
            db.session.execute(update(DailySalt).values(salt=b"second"))
            db.session.commit()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "reading barred a writer"


def test_what_was_read_before_is_read_anew(salted: Flask) -> None:
    with salted.app_context():
        row = _salt()
        assert row.salt == b"first"
        _change(salted)
        with writing():
            assert row.salt == b"second"
            row.salt += b"!"
            db.session.commit()
    with salted.app_context():
        assert _salt().salt == b"second!"


def test_one_within_another_changes_nothing(salted: Flask) -> None:
    with salted.app_context(), writing():
        row = _salt()
        row.salt = b"mine"
        with writing():
            assert row.salt == b"mine"
        db.session.rollback()
        assert _salt().salt == b"first"


def test_the_second_goes_on_where_the_first_ended(salted: Flask) -> None:
    with salted.app_context():
        with writing():
            _salt().salt = b"mine"
        with writing():
            assert _salt().salt == b"mine"
        db.session.commit()
        assert _salt().salt == b"mine"


def test_what_reads_cannot_write(salted: Flask) -> None:
    with salted.app_context():
        _salt().salt = b"mine"
        with pytest.raises(RuntimeError, match="inside"):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(RuntimeError, match="inside"):
            db.session.execute(update(DailySalt).values(salt=b"mine"))
        db.session.rollback()
        assert _salt().salt == b"first"


def test_a_change_before_writing_is_not_lost_in_silence(salted: Flask) -> None:
    with salted.app_context():
        _salt().salt = b"mine"
        with pytest.raises(RuntimeError, match="not before"), writing():
            pass
        db.session.rollback()


def test_questions_are_asked_once_before_writing(salted: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    with monkeypatch.context() as patched, salted.app_context():
        patched.setattr(database, "_asked_first", [lambda: asked.append(_salt().salt)])
        _salt()
        _change(salted)
        asked.clear()
        with writing(), writing():
            _salt().salt = b"mine"
        with writing():
            pass
        db.session.rollback()
    assert asked == [b"second"]
