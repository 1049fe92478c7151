"""What the database is asked while something happens."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Connection, Engine, event

from forum.lib.db import db


class Statement(NamedTuple):
    """One statement as it is sent, with the values that are bound to it."""

    sql: str
    values: Any


@contextmanager
def statements_of(asked: Flask | Engine) -> Iterator[list[Statement]]:
    """The statements that an application, or an engine, sends until the block ends, in their order."""
    sent: list[Statement] = []

    def note(_connection: Connection, _cursor: object, sql: str, values: Any, *_more: object) -> None:
        sent.append(Statement(sql, values))

    engine = asked if isinstance(asked, Engine) else _engine_of(asked)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _engine_of(app: Flask) -> Engine:
    with app.app_context():
        return db.engine
