"""Move a community from SQLite to PostgreSQL, with every row counted; the old file stays as it is."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool

from forum.keeping import backup_file, filling
from forum.keeping.backup_file import Counts
from forum.keeping.doctor import Finding
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Watch
from forum.lib import revisions
from forum.lib.db import db


@dataclass(frozen=True)
class Moved:
    """What arrived, table by table, and what the doctor says of it."""

    counts: Counts
    findings: tuple[Finding, ...]


@contextmanager
def moved(url: str, watch: Watch) -> Iterator[Moved]:
    """Copy everything to an empty PostgreSQL database; nobody can write to the old one inside the block.

    What somebody wrote to the old one after it was copied would be lost. Raises NotDone, and then
    nothing has changed on either side.
    """
    engine = create_engine(_target(url), poolclass=NullPool, hide_parameters=True)
    with db.engine.connect() as connection:
        revision = revisions.of(connection)
    if revision is None or not revisions.is_known(revision):
        raise NotDone(_("The database is not one that this version of Alcove has made."))
    with _nobody_writes() as source:
        with engine.connect() as target, target.begin():
            if not filling.is_empty(target):
                raise NotDone(_("There is a community in that database; nothing was copied."))
            counts = filling.fill(target, source, revision, watch)
            with filling.working_on(target):
                filling.begin_anew()
                findings = filling.examine(watch)
        yield Moved(counts, findings)


def _target(url: str) -> str:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise NotDone(_("That is no address of a database.")) from error
    if db.engine.dialect.name != "sqlite" or backend != "postgresql":
        raise NotDone(
            _(
                "This moves from SQLite to postgresql://…; for any other way take a backup, set "
                "ALCOVE_DATABASE_URL and restore it."
            )
        )
    return url


@contextmanager
def _nobody_writes() -> Iterator[sqlite3.Connection]:
    """Hold SQLite's write lock: people go on reading, and writing answers that it cannot be done now."""
    with closing(backup_file.connect(Path(db.engine.url.database or ""))) as connection:
        connection.execute("PRAGMA busy_timeout=10000").close()
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise NotDone(_("Somebody else holds the database; nothing was copied.")) from error
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")
