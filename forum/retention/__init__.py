"""How long each personal thing is kept: one table, which the job enforces and /about/data shows.

Every column of every table is either in the table or in one that is about no person; a test fails
otherwise.
"""

from datetime import datetime

from forum.lib import clock
from forum.lib.db import db
from forum.retention.table import IMPERSONAL_COLUMNS, IMPERSONAL_TABLES, RETENTION, Kept

__all__ = [
    "IMPERSONAL_COLUMNS",
    "IMPERSONAL_TABLES",
    "RETENTION",
    "Kept",
    "enforce",
    "enforce_entry",
    "enforce_table",
]


def enforce() -> int:
    """Erase whatever has outlived its lifetime; returns how many rows it touched."""
    now = clock.now()
    return sum(_clean(entry, now) for entry in RETENTION)


def enforce_entry(number: int) -> dict[str, int] | None:
    """Do the same for one entry of the table; returns the next one, so that each is a transaction."""
    _clean(RETENTION[number], clock.now())
    following = (later for later in range(number + 1, len(RETENTION)) if RETENTION[later].clean)
    return next(({"entry": later} for later in following), None)


def enforce_table(name: str) -> None:
    """Do the same for one table of the database."""
    now = clock.now()
    for entry in RETENTION:
        if entry.table == name:
            _clean(entry, now)


def _clean(entry: Kept, now: datetime) -> int:
    statements = entry.clean(now) if entry.clean else []
    return sum(max(0, getattr(db.session.execute(each), "rowcount", 0)) for each in statements)
