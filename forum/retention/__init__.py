"""How long each personal thing is kept: one table, which the job enforces and /about/data shows.

Every column of every table is either in the table or in one that is about no person; a test fails
otherwise.
"""

from forum.lib import clock
from forum.lib.db import db
from forum.retention.table import IMPERSONAL_COLUMNS, IMPERSONAL_TABLES, RETENTION, Kept

__all__ = ["IMPERSONAL_COLUMNS", "IMPERSONAL_TABLES", "RETENTION", "Kept", "enforce"]


def enforce() -> int:
    """Erase whatever has outlived its lifetime; returns how many rows it touched."""
    now = clock.now()
    touched = 0
    for entry in RETENTION:
        for statement in entry.clean(now) if entry.clean else []:
            touched += max(0, getattr(db.session.execute(statement), "rowcount", 0))
    return touched
