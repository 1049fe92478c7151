"""The file of a backup: an SQLite database with every table, whichever database it was taken from."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from forum.accounts.models import SignInSession
from forum.export.models import Archive, ArchivePart
from forum.keeping.refusals import NotDone
from forum.lib import clock, keys, revisions
from forum.lib.db import db
from forum.lib.throttle import DailySalt, ThrottleHit

APPLICATION_ID = 0x416C6376  # "Alcv": tells a backup from any other SQLite file
NOTE = "alcove_backup"
# Rows that no backup may have: a session that its owner has ended must not come back, a salt that outlives
# its day would let the keys that were counted under it be guessed, and an archive is promised to be gone in
# two days.
NEVER_KEPT = (SignInSession, DailySalt, ThrottleHit, ArchivePart, Archive)
LEFT_OUT = tuple(model.__tablename__ for model in NEVER_KEPT)
BESIDE = ("", "-wal", "-shm", "-journal")  # what SQLite may put beside a file

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Note:
    """What a backup says of itself: when it was made, and of which revision of the tables."""

    made_at: str
    revision: str
    is_of_this_key: bool


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """An empty file beside another which only we can read; what is still there at the end goes."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for suffix in BESIDE:
            Path(name + suffix).unlink(missing_ok=True)


def connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """Open an SQLite file that must be there."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)


def hasten(connection: sqlite3.Connection) -> None:
    """Write without waiting for the disk: for a file that is thrown away if anything goes wrong."""
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-64000"):
        connection.execute(f"PRAGMA {pragma}").close()


def tables(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold rows of their own: not the parts of a search index, nor SQLite's."""
    found = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return sorted(name for (name,) in found if not name.startswith("sqlite_") and name != NOTE)


def derived() -> set[str]:
    """The tables that follow from others, as search's words do from texts: they are made anew elsewhere."""
    return {table.name for table in db.metadata.tables.values() if table.info.get("derived")}


def kept(counts: Counts) -> Counts:
    """The counts of what a backup has."""
    return {name: rows for name, rows in counts.items() if name not in {*LEFT_OUT, *derived()}}


def count(connection: sqlite3.Connection) -> Counts:
    """How many rows each table has."""
    found = {}
    for name in tables(connection):
        query = f'SELECT count(*) FROM "{name}"'  # nosec B608  # names that the database gave
        (found[name],) = connection.execute(query).fetchone()
    return found


def finish(connection: sqlite3.Connection, final: Path, revision: str) -> None:
    """Leave out what no backup may have, note what it is, and write it to `final` without what was erased.

    A copy would still hold erased words in pages that are free; writing it anew leaves them behind.
    """
    _forget_what_is_derived(connection)
    for name in {*LEFT_OUT} & {*tables(connection)}:  # an earlier version has not all of them
        connection.execute(f'DELETE FROM "{name}"')  # nosec B608  # a name of ours
    connection.execute(f"CREATE TABLE {NOTE} (made_at TEXT, revision TEXT, key TEXT)")
    note = (clock.now().isoformat(timespec="seconds"), revision, _key())
    connection.execute(f"INSERT INTO {NOTE} VALUES (?, ?, ?)", note)  # nosec B608  # a name of ours
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute("VACUUM INTO ?", (str(final),))


def inspect(path: Path) -> Note:
    """Look whether a file is a whole backup that this version can read; raises NotDone otherwise."""
    try:
        with closing(connect(path, "ro")) as connection:
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if application != APPLICATION_ID:
                raise NotDone(_("%(path)s is no backup of Alcove.", path=path))
            _look_for_damage(connection)
            query = f"SELECT * FROM {NOTE}"  # nosec B608  # a name of ours
            made_at, revision, key = connection.execute(query).fetchone()
    except sqlite3.Error as error:
        raise NotDone(_("%(path)s is no whole backup: %(why)s.", path=path, why=error)) from error
    if not revisions.is_known(revision):
        raise NotDone(_("%(path)s was made by a later version of Alcove: update this one first.", path=path))
    return Note(made_at, revision, key == _key())


def verify(path: Path, counts: Counts) -> None:
    """Look whether a file holds what was to be in it, and no more; raises NotDone otherwise."""
    inspect(path)
    with closing(connect(path, "ro")) as connection:
        found = count(connection)
    if found != {**dict.fromkeys(found, 0), **kept(counts)}:
        raise NotDone(_("The backup does not hold every row; please try again."))


def _forget_what_is_derived(connection: sqlite3.Connection) -> None:
    """An index may still hold words that were erased from the texts it was made of."""
    kinds = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'").fetchall()
    triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for name, kind in kinds:
        if kind == "virtual":
            connection.execute(f'INSERT INTO "{name}" ("{name}") VALUES (?)', ("delete-all",))  # nosec B608  # of ours
        elif name in derived():
            connection.execute(f'DELETE FROM "{name}"')  # nosec B608  # a name of ours


def _look_for_damage(connection: sqlite3.Connection) -> None:
    faults = [said for (said,) in connection.execute("PRAGMA integrity_check(3)")]
    if faults != ["ok"]:
        raise NotDone(_("The database is damaged: %(faults)s.", faults="; ".join(faults)))
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise NotDone(_("A row of %(table)s points to one that is not there.", table=broken[0]))


def _key() -> str:
    """Tells one secret key from another, and nothing else about it."""
    return keys.digest("backup", "which key")
