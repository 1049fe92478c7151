"""Which revision of the tables a database has, which one this version needs, and the way between them.

Alembic is loaded where it is asked: the server, whose doctor's checks know this module, never asks.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy.engine import Connection

if TYPE_CHECKING:
    from alembic.config import Config

NOTHING = "base"


def of(connection: Connection) -> str | None:
    """The revision that a database is at; None where nothing has been made yet."""
    from alembic.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


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
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(directory).walk_revisions()
    return tuple(script.revision for script in scripts)
