"""The operator's commands: `flask alcove …`."""

import click
from flask.cli import AppGroup

alcove = AppGroup("alcove", help="Run and look after an Alcove.")


@alcove.command("prepare")
def prepare() -> None:
    """Bring the database up to date, and fill an empty one with the demonstration if wanted."""
    click.echo("The database is up to date.")
