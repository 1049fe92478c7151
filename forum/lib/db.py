"""The database: base class, session, transactions and column types, on SQLite and PostgreSQL alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar

from flask import has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, LargeBinary, MetaData, Select, bindparam, event, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.types import TypeDecorator

from forum.lib import keys, writers
from forum.lib.ids import is_id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Base(DeclarativeBase):
    """What every model inherits."""

    metadata = metadata


db = SQLAlchemy(model_class=Base)

_writing: ContextVar[bool] = ContextVar("writing", default=False)
_asked_first: list[Callable[[], None]] = []
MAY_WRITE = "may_write"  # in a connection's info: whether its transaction was begun to write


class Outdated(Exception):
    """What an action was decided on is no longer so: all of it must be asked, and done, once more."""


@contextmanager
def writing() -> Iterator[None]:
    """What happens inside writes; everything read before is read anew, and nothing else may write.

    An action reads, asks its policy and does what takes long first; then it asks again and acts in
    here. On SQLite the write lock is taken on coming in (a transaction that reads first and writes
    later would fail whenever another one wrote in between), so nobody waits for what came before.
    Inside another `writing` it changes nothing. The edge commits, not the end of the block.
    """
    if _writing.get():
        yield
        return
    token = _writing.set(True)
    try:
        _stop_reading()
        yield
    finally:
        _writing.reset(token)


def ask_before_writing(question: Callable[[], None]) -> None:
    """Have something asked whenever a transaction that has read begins to write; it may raise Outdated."""
    if question not in _asked_first:
        _asked_first.append(question)


def _stop_reading() -> None:
    """Turn the session's transaction, if it only reads, into one that writes and has read nothing."""
    if not has_app_context():
        return
    session = db.session()
    if session.in_transaction():
        connection = session.connection()
        if connection.info[MAY_WRITE]:
            return
        if session.new or session.dirty or session.deleted:
            raise RuntimeError("Change rows inside `with writing():`, not before it.")
        if connection.dialect.name == "sqlite":
            connection.connection.rollback()  # SQLAlchemy goes on with the same transaction
        _begin(connection)
        session.expire_all()
    for question in _asked_first:
        question()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL may lose acknowledged posts in a power cut
        "foreign_keys=ON",
        "secure_delete=ON",  # what was erased must not stay in the file; Debian builds it so, others do not
        "busy_timeout=10000",
        "cache_size=-2000",  # kB for each connection, of which a process has five; the system caches the file
    ):
        connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    connection.info[MAY_WRITE] = _writing.get()
    if connection.dialect.name == "sqlite":
        if _writing.get():
            writers.begin(connection)
        else:
            connection.exec_driver_sql("BEGIN")


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_to_write_while_reading(
    connection: Connection, _cursor: Any, statement: str, *_rest: object
) -> None:
    if statement.startswith(("INSERT", "UPDATE", "DELETE")) and not connection.info[MAY_WRITE]:
        raise RuntimeError("Write inside `with writing():`, see docs/architecture.md, Writes.")


Known = TypeVar("Known", bound=Base)


def by_public_id(model: type[Known], public_id: str, *loading: ExecutableOption) -> Known | None:
    """The row that people know by this id; what has not the form of one is not even looked up.

    `loading` are constant options that say what of it to load.
    """
    if not is_id(public_id):
        return None
    found: Known | None = db.session.scalar(_one_of(model, *loading), {"public_id": public_id})
    return found


@cache
def _one_of(model: type[Known], *loading: ExecutableOption) -> Select[Known]:
    return select(model).where(model.__table__.c.public_id == bindparam("public_id")).options(*loading)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; naive times are refused, because nobody knows what they mean."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Load aware, whatever the driver returned."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SealedText(TypeDecorator[str]):
    """A text encrypted with a key that is not in the database, for words given in confidence."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Encrypt."""
        return None if value is None else keys.seal(self.purpose, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        return None if value is None else keys.unseal(self.purpose, value)
