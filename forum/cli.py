"""The operator's commands: `flask alcove …`; each does one action and says in a sentence what it did."""

import flask_migrate
from flask.cli import AppGroup

alcove = AppGroup("alcove", help="Run and look after an Alcove.")


@alcove.command("prepare")
def prepare() -> None:
    """Bring the database up to date."""
    flask_migrate.upgrade()
