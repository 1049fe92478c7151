"""SQLite's log of changes (`alcove.db-wal`), which only grows while readers never all pause at once."""

import sqlite3
from contextlib import closing
from pathlib import Path

from forum.lib.db import db

MOST_BYTES = 16 * 2**20  # four times what SQLite itself lets it become where readers pause
PATIENCE = 2.0  # seconds that writers may be kept waiting; they would wait for ten


def shorten() -> bool:
    """Bring what a long log holds into the database's file and empty it; False where nothing was done.

    SQLite begins its log anew only when no reader needs it. With one page after the other being made there
    is no such moment, unless somebody holds the writers back until the present readers are done. Where that
    takes too long, as during a backup, it is left for the next time.
    """
    if db.engine.dialect.name != "sqlite":
        return False
    path = Path(db.engine.url.database or "")
    log = path.with_name(f"{path.name}-wal")
    if not log.is_file() or log.stat().st_size <= MOST_BYTES:
        return False
    with closing(sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)) as connection:
        (busy, _pages, _moved) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
