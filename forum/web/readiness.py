"""Whether this process can serve: a look that is short, whoever asks how often, and tells no number."""

import os
import shutil
from enum import StrEnum
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from forum.lib import revisions
from forum.lib.db import db

LEAST_ROOM = 4 * 2**20  # SQLite's journal grows to that before it is written back
PATIENCE = "SET LOCAL statement_timeout = '2s'"  # while somebody changes the tables, say


class Readiness(StrEnum):
    """What the service can do."""

    READY = "ready"
    READING = "reading only"
    NOT = "not ready"


def look() -> Readiness:
    """Ask the database what it is and whether it could be written to, without writing.

    A write that is tried would be the only proof, but everybody may ask this, and nobody may hold
    SQLite's write lock that often.
    """
    try:
        on_sqlite = db.engine.dialect.name == "sqlite"
        if not on_sqlite:
            db.session.execute(text(PATIENCE))
        if revisions.of(db.session.connection()) != revisions.newest():
            return Readiness.NOT
        can_write = _has_room() if on_sqlite else _takes_writes()
    except (SQLAlchemyError, PoolTimeout, OSError):
        db.session.rollback()
        return Readiness.NOT
    return Readiness.READY if can_write else Readiness.READING


def _has_room() -> bool:
    file = Path(db.engine.url.database or "")
    return os.access(file, os.W_OK) and shutil.disk_usage(file.parent).free >= LEAST_ROOM


def _takes_writes() -> bool:
    """A standby, and a server that somebody has set to reading only, do not."""
    return bool(db.session.scalar(text("SHOW transaction_read_only")) == "off")
