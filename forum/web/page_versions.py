"""The versions that visitors' pages are checked against: they change whenever what the pages show does.

A version is a random number that triggers draw anew in the transaction that changes the rows, so it
names a state of the database: equal versions mean equal pages, whoever made the change and by whatever
way. Pieces share a small number of buckets, so that those who write to different pieces seldom wait for
each other's version, and a reader's check is one short read.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import BigInteger, Engine, event
from sqlalchemy.orm import Mapped, mapped_column

from forum.lib.db import Base
from forum.lib.triggers import Trigger

BUCKETS = 16  # of pieces; one more, the first, is for what every page shows
SITE = "0"

Versions = tuple[int, ...]


class PageVersion(Base):
    """The present version of one bucket: 0 for the whole site, the others for the pieces in them."""

    __tablename__ = "page_version"

    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(BigInteger)
    changed_in: Mapped[int] = mapped_column(BigInteger)  # PostgreSQL's transaction: it draws once


def bucket_of(piece_id: int) -> int:
    """The bucket of a piece."""
    return 1 + piece_id % BUCKETS


def changes_with(table: str, piece: str | None, after: tuple[str, ...]) -> Trigger:
    """The trigger that draws a new version after rows of a table change.

    `piece` is the column with the id of the piece that shows the row, None where every page does;
    `after` is what changes: INSERT, UPDATE, DELETE.
    """
    return Trigger(
        tables=(table, PageVersion.__tablename__),
        sqlite=tuple(_on_sqlite(table, piece, change) for change in after),
        postgresql=_on_postgresql(table, piece, after),
    )


def _bucket(piece: str | None, value: str) -> str:
    return SITE if piece is None else f"1 + {value} % {BUCKETS}"


def _on_sqlite(table: str, piece: str | None, change: str) -> str:
    value = f"{'OLD' if change == 'DELETE' else 'NEW'}.{piece}"
    return (
        f"CREATE TRIGGER alcove_pages_{table}_{change.lower()} AFTER {change} ON {table} BEGIN "
        "UPDATE page_version SET version = random() "
        f"WHERE bucket = {_bucket(piece, value)}; END"  # nosec B608  # names of ours
    )


def _on_postgresql(table: str, piece: str | None, after: tuple[str, ...]) -> tuple[str, str]:
    """Deferred to the commit, so that a writer holds the bucket only while the commit is written."""
    name = f"alcove_pages_{table}"
    value = f"COALESCE(NEW.{piece}, OLD.{piece})"
    xid = "pg_current_xact_id()::text::bigint"
    draw = (
        "UPDATE page_version SET version = (random() * 9e15)::bigint, "
        f"changed_in = {xid} WHERE changed_in <> {xid} "  # nosec B608  # names of ours
        f"AND bucket = {_bucket(piece, value)}"
    )
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {draw}; RETURN NULL; END $$"
    )
    trigger = (
        f"CREATE CONSTRAINT TRIGGER {name} AFTER {' OR '.join(after)} ON {table} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return function, trigger


class VersionReader:
    """Reads the versions over connections of its own: cheaper than a session, and always the latest state.

    On SQLite an open connection also keeps reading possible while the disk is full.
    """

    QUERY = "SELECT version FROM page_version ORDER BY bucket"

    def __init__(self, engine: Engine) -> None:
        dialect = engine.dialect
        arguments, options = dialect.create_connect_args(engine.url)
        if dialect.name == "postgresql":
            options["autocommit"] = True
        else:
            options["isolation_level"] = None
        self._connect: Callable[[], Any] = lambda: dialect.connect(*arguments, **options)
        self._faults: type[Exception] = dialect.loaded_dbapi.Error
        self._idle: list[Any] = []
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def read(self) -> Versions | None:
        """The present versions; None when the database does not answer."""
        for connection in (self._idle.pop() if self._idle else None, None):
            try:
                connection = connection or self._connect()
                found = tuple(row[0] for row in connection.execute(self.QUERY).fetchall())
            except self._faults:
                self._drop(connection)
            else:
                self._idle.append(connection)
                return found
        return None

    def close(self) -> None:
        """Hang up; the next read connects anew."""
        while self._idle:
            self._drop(self._idle.pop())

    def _drop(self, connection: Any) -> None:
        if connection is not None:
            with suppress(self._faults):
                connection.close()
