"""Fills a database with rows that were elsewhere, and makes right what a copy cannot bring along."""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, inspect, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from forum import retention
from forum.access import SYSTEM
from forum.accounts.models import Account, Persona, SignInSession
from forum.discussion.models import Post, Space
from forum.keeping import copying, doctor
from forum.keeping.backup_file import Counts
from forum.keeping.doctor import Finding
from forum.keeping.refusals import NotDone
from forum.keeping.watching import Watch
from forum.lib import revisions, triggers
from forum.lib.db import db
from forum.lib.throttle import DailySalt, ThrottleHit
from forum.search.actions import rebuild
from forum.web.page_versions import PageVersion

FILLED_WITH = (Account, Persona, Space, Post)  # without a row in these, nobody has been here


def is_empty(connection: Connection) -> bool:
    """Whether nobody and nothing is in a database yet."""
    there = set(inspect(connection).get_table_names())
    queries = [select(kind.id).limit(1) for kind in FILLED_WITH if kind.__tablename__ in there]
    return all(connection.scalar(query) is None for query in queries)


def fill(target: Connection, source: sqlite3.Connection, revision: str, watch: Watch) -> Counts:
    """Put the rows of an SQLite file into an empty PostgreSQL database, in the caller's transaction."""
    _empty_tables(target)
    revisions.go_to(target, revision)
    triggers.drop_all(target)  # they would do for each row what is done for all of them at the end
    counts = copying.into_postgresql(source, target, watch)
    bring_up_to_date(target)
    target.exec_driver_sql("ANALYZE")
    return counts


def bring_up_to_date(connection: Connection) -> None:
    """Bring the tables to the newest revision, with every trigger in its place."""
    revisions.go_to(connection, revisions.newest())
    triggers.drop_all(connection)
    triggers.create_all(connection)


@contextmanager
def working_on(connection: Connection) -> Iterator[None]:
    """Have the rooms' queries and actions work on this connection, in its transaction."""
    db.session.remove()
    plain: Any = Session(connection, join_transaction_mode="rollback_only")  # Flask's asks the app
    db.session.registry.set(plain)
    try:
        yield
        db.session.flush()
    finally:
        db.session.remove()


def begin_anew() -> None:
    """Begin what follows from the texts: no page that somebody keeps passes for one of this database, and
    the words of every text wait for a worker to read them for search.
    """
    rebuild(SYSTEM)
    versions = {"version": secrets.randbits(53), "changed_in": 0}  # which is no transaction
    db.session.execute(update(PageVersion).values(versions))


def grow_up() -> int:
    """Apply at once what has become due since the rows were written; returns how many were erased."""
    for kind in (SignInSession, ThrottleHit, DailySalt):
        db.session.execute(delete(kind))
    return retention.enforce()


def examine(watch: Watch) -> tuple[Finding, ...]:
    """Have the doctor look at everything that is stored, and mend what follows from the rows."""
    checks = tuple(check for check in doctor.checks() if check.of_rows)
    findings = []
    with watch(_("Looking"), len(checks)) as step:
        for finding in doctor.examine(checks, mend=True):
            findings.append(finding)
            step(1)
    return tuple(findings)


def _empty_tables(connection: Connection) -> None:
    there = revisions.of(connection)
    if there is not None and not revisions.is_known(there):
        raise NotDone(_("The database is of a later version of Alcove: update this one first."))
    revisions.go_to(connection, revisions.NOTHING)
