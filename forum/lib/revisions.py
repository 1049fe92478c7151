"""Which revision of the tables a database has, which one this version needs, and the way between them.

Alembic is loaded only to go that way: the server, which has to know where it stands, never goes.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from alembic.config import Config

NOTHING = "base"
TABLE = "alembic_version"
NAMED = re.compile(r'^(revision|down_revision) = "([^"]+)"', re.MULTILINE)


def of(connection: Connection) -> str | None:
    """The revision that a database is at; None where nothing has been made yet."""
    if not inspect(connection).has_table(TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {TABLE}"))  # nosec B608  # ours
    return found


def newest() -> str:
    """The revision that this version of Alcove needs."""
    return _known(current_app.extensions["migrate"].directory)[0]


def is_known(revision: str) -> bool:
    """Whether this version of Alcove has heard of a revision; one of a later version it has not."""
    return revision in _known(current_app.extensions["migrate"].directory)


def go_to(connection: Connection, revision: str) -> None:
    """Bring a database to a revision within whatever transaction its connection is in."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    began = connection.in_transaction()
    now = of(connection)
    if not began:  # SQLite's migrations turn foreign keys off, which it heeds in no transaction
        connection.rollback()
    if now == revision or (now is None and revision == NOTHING):
        return
    is_back = revision == NOTHING
    (command.downgrade if is_back else command.upgrade)(config, revision)


def _config() -> "Config":
    migrate: Any = current_app.extensions["migrate"].migrate
    config: Config = migrate.get_config()
    return config


@cache
def _known(directory: str) -> tuple[str, ...]:
    """Every revision, the newest first; read once, because the files do not change while we run."""
    after: dict[str, str] = {}
    for path in Path(directory, "versions").glob("*.py"):
        named = dict(NAMED.findall(path.read_text(encoding="utf-8")))
        after[named.get("down_revision", "")] = named["revision"]
    chain: list[str] = []
    at = ""
    while at in after:
        at = after[at]
        chain.insert(0, at)
    return tuple(chain)
