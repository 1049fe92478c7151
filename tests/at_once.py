"""Two people at once: one does something while the other's transaction is not yet true."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from forum.lib.db import db, writing

PATIENCE = 20  # seconds; a test that waits longer has failed


def in_the_middle_of(app: Flask, first: Callable[[], object], second: Callable[[], object]) -> None:
    """Do the first thing, have somebody else begin the second, and only then let the first be true."""
    with ThreadPoolExecutor(1) as pool, app.app_context(), writing():
        first()
        meanwhile = pool.submit(_by_somebody_else, app, second)
        # On SQLite nobody begins to write before the other is done.
        if db.engine.dialect.name == "postgresql":
            wait_until_it_waits(db.session.connection(), meanwhile)
        db.session.commit()
    meanwhile.result(PATIENCE)


def wait_until_it_waits(connection: Connection, other: Future[None]) -> None:
    """Until PostgreSQL says that somebody waits for a lock of this connection's, or the other is done."""
    held_up = "NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    waits = text(f"SELECT count(*) FROM pg_locks WHERE {held_up}")
    pause = text("SELECT pg_sleep(0.01)")
    for _ in range(100 * PATIENCE):
        if other.done() or connection.execute(waits).scalar_one():
            return
        connection.execute(pause)
    pytest.fail("nobody waits, and nothing is done")


def _by_somebody_else(app: Flask, second: Callable[[], object]) -> None:
    with app.app_context(), writing():
        second()
        db.session.commit()
