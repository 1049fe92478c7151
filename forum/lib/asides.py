"""Small things noted beside what a request is for, each by itself, given up rather than waited for.

Reading may note that it happened, but must not depend on it: on a full disk, beside a long write or
with the database gone, the page is answered all the same, and the next one tries again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Executable
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from forum.lib.db import MAY_WRITE, db

PATIENCE = 20  # milliseconds for others' locks: a few replies' worth of writing, and nobody's notice
ON_POSTGRESQL = (
    f"SELECT set_config('lock_timeout', '{PATIENCE}ms', true), set_config('synchronous_commit', 'off', true)"
)


def note(statement: Executable) -> bool:
    """Write one small thing and say whether it was written; what the session has read so far is let go.

    A power cut may lose it, so it waits for no disk: whoever needs certainty writes by an action.
    """
    db.session.rollback()  # its connection is free for this, and no lock is held twice
    try:
        with db.engine.connect() as connection, _in_a_hurry(connection), connection.begin():
            connection.info[MAY_WRITE] = True
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(ON_POSTGRESQL)
            connection.execute(statement)
    except SQLAlchemyError:
        return False
    return True


@contextmanager
def _in_a_hurry(connection: Connection) -> Iterator[None]:
    """On SQLite: for one short transaction, wait little for the lock and not at all for the disk.

    A transaction that begins by writing takes the lock at once, so it can be begun like any other; and
    the next one that waits for the disk makes this one durable as well.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    usual = [(name, raw.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("busy_timeout", "synchronous")]
    try:
        raw.execute(f"PRAGMA busy_timeout={PATIENCE}").close()
        raw.execute("PRAGMA synchronous=NORMAL").close()
        yield
    finally:
        for name, value in usual:
            raw.execute(f"PRAGMA {name}={value}").close()
