"""Who writes next on SQLite, which has room for one writer at a time.

SQLite's own waiting looks ever more seldom whether it may go on, at last ten times a second: the lock
stands free while all of them sleep, and one may wait for seconds while others write again and again. So
the threads of a process form a line, and only the first in it looks, often, for the other processes. The
lock itself remains SQLite's: the line bars nobody who does not know of it, and is no loss when a process
is killed (docs/decisions/write-path.md).
"""

import os
import sqlite3
import threading
import time
from collections import defaultdict
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

LOOK = 0.001  # seconds; a reply holds the lock for one to two milliseconds
PRIMARY_CODE = 0xFF  # of SQLite's extended result codes
IN_LINE = "in_line"  # in a connection's record: the line that it is the first of


class Line:
    """The threads of this process that want to write to one database."""

    def __init__(self) -> None:
        self._first = threading.Lock()
        self._thread: int | None = None

    def join(self, patience: float) -> bool:
        """Wait to be the first; False where that took too long, or this thread is it already."""
        if self._thread == threading.get_ident() or not self._first.acquire(timeout=patience):
            return False
        self._thread = threading.get_ident()
        return True

    def leave(self) -> None:
        """Let the next one go on."""
        self._thread = None
        self._first.release()


_lines: defaultdict[str | None, Line] = defaultdict(Line)
os.register_at_fork(after_in_child=_lines.clear)  # the threads that stood in them are not there


def begin(connection: Connection) -> None:
    """BEGIN IMMEDIATE, after waiting for other writers as long as the connection's busy_timeout says."""
    raw: Any = connection.connection.dbapi_connection
    patience = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    until = time.monotonic() + patience / 1000
    _stand_in_line(connection, patience / 1000)
    raw.execute("PRAGMA busy_timeout=0").close()
    try:
        while not _has_begun(raw, until):
            time.sleep(LOOK)
    finally:
        raw.execute(f"PRAGMA busy_timeout={patience}").close()


def _stand_in_line(connection: Connection, patience: float) -> None:
    record = connection.connection.record_info
    line = _lines[connection.engine.url.database]
    if record is not None and IN_LINE not in record and line.join(patience):
        record[IN_LINE] = line


def _has_begun(raw: sqlite3.Connection, until: float) -> bool:
    """Whether the lock could be had; raises OperationalError when it is too late to look again."""
    try:
        raw.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as error:
        busy = error.sqlite_errorcode & PRIMARY_CODE == sqlite3.SQLITE_BUSY
        if busy and time.monotonic() < until:
            return False
        raise OperationalError("BEGIN IMMEDIATE", None, error) from error
    return True


@event.listens_for(Pool, "checkin")
def _leave_line(_connection: object, record: Any) -> None:
    """A connection comes back to its pool after its transaction has ended, in whatever way."""
    line = record.record_info.pop(IN_LINE, None)
    if line is not None:
        line.leave()
