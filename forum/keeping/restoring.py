"""Bring a backup back: all of it or nothing, into SQLite or PostgreSQL, whichever it was taken from."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from forum.keeping import backup_file, copying, filling
from forum.keeping.backup_file import Note
from forum.keeping.doctor import Finding
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Watch
from forum.lib.db import db

PATIENCE = "SET LOCAL lock_timeout = '10s'"  # with those who use the tables just now
ATTEMPTS = 40  # at SQLite's write lock, four a second


@dataclass(frozen=True)
class Restored:
    """What was brought back: of when, how many rows were too old to be kept, what the doctor says."""

    note: Note
    erased: int
    findings: tuple[Finding, ...]


def restore(path: Path, watch: Watch, *, replace: bool = False, lost_key: bool = False) -> Restored:
    """Put what a backup holds in place of what is there; raises NotDone, and then nothing has changed.

    Everybody has to sign in again: sessions that somebody has ended since must not come back.
    """
    note = backup_file.inspect(path)
    if not note.is_of_this_key and not lost_key:
        raise NotDone(
            _(
                "%(path)s was made under another secret key: nobody could sign in, and the words of flags "
                "would stay sealed. Set ALCOVE_SECRET_KEY to that key, or say --lost-key.",
                path=path,
            )
        )
    with db.engine.connect() as connection:
        if not filling.is_empty(connection) and not replace:
            raise NotDone(_("There is a community in the database; say --replace to put this in its place."))
    on_sqlite = db.engine.dialect.name == "sqlite"
    try:
        erased, findings = (_into_sqlite if on_sqlite else _into_postgresql)(path, note, watch)
    except sqlite3.Error as error:
        raise NotDone(_("Nothing was restored: %(why)s.", why=error)) from error
    return Restored(note, erased, findings)


def _into_sqlite(path: Path, _note: Note, watch: Watch) -> tuple[int, tuple[Finding, ...]]:
    """Prepare everything in a file beside, then put it in place as one transaction of the database."""
    live = Path(db.engine.url.database or "")
    with backup_file.scratch(live) as work:
        with closing(backup_file.connect(path, "ro")) as source, closing(backup_file.connect(work)) as copy:
            backup_file.hasten(copy)
            _copy_pages(source, copy, watch, _("Copying"))
            copy.execute(f"DROP TABLE {backup_file.NOTE}")
            copy.execute("PRAGMA application_id=0")
        engine = create_engine(f"sqlite:///{work}", poolclass=NullPool, hide_parameters=True)
        with engine.connect() as connection:
            backup_file.hasten(copying.driver(connection))
            filling.bring_up_to_date(connection)
            with filling.working_on(connection):
                filling.begin_anew()
                erased = filling.grow_up()
                findings = filling.examine(watch)
            connection.commit()
        db.engine.dispose()
        with closing(backup_file.connect(work)) as source, closing(backup_file.connect(live)) as target:
            _copy_pages(source, target, watch, _("Restoring"))
    return erased, findings


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, watch: Watch, what: str) -> None:
    """Copy a whole database in one step, which is one transaction; people go on reading the old one."""
    waited = 0

    def wait(status: int, _remaining: int, _total: int) -> None:
        nonlocal waited
        waited += status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        if waited > ATTEMPTS:
            raise NotDone(_("Somebody else is writing to the database; stop the site and try again."))

    with watch(what, 1) as step:
        source.backup(target, progress=wait)
        step(1)


def _into_postgresql(path: Path, note: Note, watch: Watch) -> tuple[int, tuple[Finding, ...]]:
    """Do everything in one transaction, and let go of it only when all is well."""
    with db.engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(PATIENCE)
        with closing(backup_file.connect(path, "ro")) as source:
            filling.fill(connection, source, note.revision, watch)
        with filling.working_on(connection):
            filling.begin_anew()
            erased = filling.grow_up()
            findings = filling.examine(watch)
    return erased, findings
