"""Take a backup while people read and write: one moment of the database, verified, for our eyes only."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from forum.keeping import backup_file, copying
from forum.keeping.backup_file import Counts
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Watch
from forum.lib import revisions, triggers
from forum.lib.db import db, writing

PAGES_AT_ONCE = 2_000  # 8 MB: ten steps a second are enough for a bar


@dataclass(frozen=True)
class Taken:
    """What a backup holds."""

    counts: Counts
    size: int


def take(path: Path, watch: Watch, *, overwrite: bool = False) -> Taken:
    """Write a backup to a file; it is there whole and verified, or not at all.

    Raises NotDone with a sentence that says why.
    """
    if path.exists() and not overwrite:
        raise NotDone(_("%(path)s is there already; say --overwrite to replace it.", path=path))
    try:
        with backup_file.scratch(path) as work, backup_file.scratch(path) as final:
            counts = _copy(work, final, watch)
            with watch(_("Verifying"), 1) as step:
                backup_file.verify(final, counts)
                step(1)
            size = final.stat().st_size
            _put(final, path)
    except sqlite3.Error as error:
        raise NotDone(_why(error)) from error
    except OSError as error:
        raise NotDone(_("%(path)s cannot be written: %(why)s.", path=path, why=error.strerror)) from error
    return Taken(backup_file.kept(counts), size)


def _copy(work: Path, final: Path, watch: Watch) -> Counts:
    on_sqlite = db.engine.dialect.name == "sqlite"
    revision, counts = (_from_sqlite if on_sqlite else _from_postgresql)(work, watch)
    with closing(backup_file.connect(work)) as connection, watch(_("Writing"), 1) as step:
        backup_file.hasten(connection)
        backup_file.finish(connection, final, revision)
        step(1)
    return counts


def _from_sqlite(work: Path, watch: Watch) -> tuple[str, Counts]:
    """Copy the pages of one moment; writers do not wait, and do not make it begin anew."""
    with db.engine.connect() as connection:
        revision = _known(revisions.of(connection))
    source = backup_file.connect(Path(db.engine.url.database or ""))
    with closing(source), closing(backup_file.connect(work)) as target:
        backup_file.hasten(target)
        source.execute("BEGIN")
        counts = backup_file.count(source)  # having read, this connection stays at this moment
        (pages,) = source.execute("PRAGMA page_count").fetchone()
        with watch(_("Copying"), pages) as step:
            done = 0

            def tell(_status: int, remaining: int, total: int) -> None:
                nonlocal done
                step(total - remaining - done)
                done = total - remaining

            source.backup(target, pages=PAGES_AT_ONCE, progress=tell)
        source.execute("ROLLBACK")
    return revision, counts


def _from_postgresql(work: Path, watch: Watch) -> tuple[str, Counts]:
    """Copy the rows of one snapshot into tables of the same revision."""
    engine = create_engine(f"sqlite:///{work}", poolclass=NullPool, hide_parameters=True)
    with writing(), db.engine.connect() as plain, engine.connect() as target:
        source = plain.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        revision = _known(revisions.of(source))
        revisions.go_to(target, revision)
        backup_file.hasten(copying.driver(target))
        copying.driver(target).execute("PRAGMA foreign_keys=OFF").close()  # checked once, at the end
        triggers.drop_all(target)
        counts = copying.into_sqlite(source, target, watch, backup_file.LEFT_OUT)
        target.commit()
    return revision, counts


def _known(revision: str | None) -> str:
    if revision is None:
        raise NotDone(_("There is nothing to back up yet."))
    if not revisions.is_known(revision):
        raise NotDone(_("The database is of a later version of Alcove: update this one first."))
    return revision


def _put(final: Path, path: Path) -> None:
    """Have the file on the disk before its name says that it is there."""
    _sync(final)
    final.replace(path)
    _sync(path.parent)


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _why(error: sqlite3.Error) -> str:
    if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
        return _("The disk is full: no backup was made, and nothing else was changed.")
    return _("No backup was made: %(why)s.", why=error)
