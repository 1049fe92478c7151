"""Take words that no text holds any more out of SQLite's file, a piece of it at a time."""

from sqlalchemy import text

from forum.access import Viewer, require
from forum.lib.db import db, writing
from forum.search import policy
from forum.search.models import FULL_TEXT

PAGES = 500  # of the index that are written anew at once; about a quarter of a second


@writing()
def forget(viewer: Viewer, *, begins: bool) -> bool:
    """Write a part of the full-text tables anew, without what was deleted; whether there is more to do.

    An older SQLite only notes that a word is gone, and keeps it in its file until parts are merged;
    from 3.42 on it is taken out at once, as our migration asks. PostgreSQL's vacuum needs no help.
    """
    require(policy.can_rebuild(viewer))
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        return False
    more = False
    for table in FULL_TEXT:
        settings = text(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'")  # nosec B608  # names of ours
        if connection.execute(settings).scalar():
            continue
        before = _changes()
        # A negative number begins a merge of everything, a positive one goes on with it.
        merge = text(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', :pages)")  # nosec B608  # ours
        connection.execute(merge, {"pages": -PAGES if begins else PAGES})
        more |= _changes() - before > 1  # the command itself is one
    return more


def _changes() -> int:
    return int(db.session.connection().exec_driver_sql("SELECT total_changes()").scalar_one())
