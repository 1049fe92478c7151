"""What must be true of the installation: the database as a whole, its files, and the disk beneath them."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.engine import Connection

from forum.lib import clock, outbox, revisions, triggers
from forum.lib.checks import NAMED, Check, some
from forum.lib.db import db

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOW_DISK = 200 * 2**20  # a day of a busy community, its journal, and time to do something about it
LATE = timedelta(minutes=15)  # a worker looks every few seconds
INVALID = """
SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid
UNION ALL SELECT conname::text FROM pg_constraint WHERE NOT convalidated
"""


def _revision() -> Iterator[str]:
    found = revisions.of(_connection())
    if found != revisions.newest():
        yield gettext(
            "The tables are at revision %(found)s, and this version needs %(needed)s: run flask alcove "
            "prepare.",
            found=found or gettext("none"),
            needed=revisions.newest(),
        )


def _triggers() -> Iterator[str]:
    missing = triggers.missing(_connection())
    if missing:
        said = _("Triggers that are not there, so that pages and search fall behind")
        yield some(said, len(missing), sorted(missing)[:NAMED])


def _integrity() -> Iterator[str]:
    """Damage that the database itself finds."""
    connection = _connection()
    if connection.dialect.name != "sqlite":
        found = [name for (name,) in connection.exec_driver_sql(INVALID)]
        if found:
            said = _("Indexes and constraints that PostgreSQL calls invalid")
            yield some(said, len(found), found[:NAMED])
        return
    faults = [said for (said,) in connection.exec_driver_sql(f"PRAGMA integrity_check({NAMED})")]
    if faults != ["ok"]:
        yield gettext("SQLite finds damage; restore a backup: %(faults)s", faults="; ".join(faults))
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(NAMED)
    if broken:
        said = _("Rows that point to rows which are not there")
        yield some(said, len(broken), [f"{row[0]} {row[1]} → {row[2]}" for row in broken])


def _files() -> Iterator[str]:
    """Files with people's words or with keys that others on this machine can read, or that we cannot use."""
    folder = Path(current_app.config["DATA_DIR"])
    owner = folder.stat().st_uid
    for path in sorted(_private_files(folder)):
        found = path.stat()
        if found.st_mode & OTHERS:
            yield gettext("Other people on this machine can open %(path)s: chmod 600 it.", path=path)
        if found.st_uid != owner:
            yield gettext("%(path)s belongs to another account than its directory: chown it.", path=path)


def _private_files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.iterdir() if path.is_file())
    url = db.engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        beside = Path(url.database)
        if beside.parent != folder:
            yield from beside.parent.glob(f"{beside.name}*")


def _disk() -> Iterator[str]:
    folder = Path(current_app.config["DATA_DIR"])
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK:
        yield gettext(
            "Only %(free)d MB are free where the data are kept; soon nobody can write.", free=free // 2**20
        )
    if not os.access(folder, os.W_OK):
        yield gettext("%(folder)s cannot be written to.", folder=folder)


def _work() -> Iterator[str]:
    """What waits for a worker that does not come, or fails again and again."""
    oldest = outbox.oldest()
    if oldest is not None and clock.now() - oldest > LATE:
        yield gettext(
            "%(count)d pieces of work wait, the oldest since %(since)s: is a worker running?",
            count=outbox.depth(),
            since=oldest.isoformat(" ", "minutes"),
        )
    for kind, count in sorted(outbox.failing().items()):
        yield gettext("Work that fails and is tried again: %(kind)s (%(count)d)", kind=kind, count=count)


def _connection() -> Connection:
    return db.session.connection()


CHECKS = (
    Check(_("The tables are those that this version needs."), _revision),
    Check(_("Every trigger is in its place."), _triggers),
    Check(_("The database is whole, and no row points to one that is not there."), _integrity),
    Check(_("Nobody else on this machine can read the data or the secret key."), _files, of_rows=False),
    Check(_("There is room on the disk."), _disk, of_rows=False),
    Check(_("What waits for a worker is being done."), _work, of_rows=False),
)
