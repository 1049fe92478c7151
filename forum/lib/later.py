"""What only operators' commands need, loaded when one is called: the server is quicker without."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from forum.lib.db import db

Load = Callable[[], click.Command]


class LaterCommands(AppGroup):
    """Commands by name, each loaded when somebody asks for it."""

    def __init__(self, later: Mapping[str, Load], **options: Any) -> None:
        super().__init__(**options)
        self._later = later

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*super().list_commands(ctx), *self._later})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name in self._later:
            return self._later[cmd_name]()
        return super().get_command(ctx, cmd_name)


class LaterMigrations:
    """Stands in for Flask-Migrate, which brings Alembic and Mako: a quarter of all that would be loaded."""

    def __init__(self, app: Flask, directory: str) -> None:
        self._app = app
        self.directory = directory  # asked for often, to see which revision is the newest

    def __getattr__(self, name: str) -> Any:
        """Whatever is asked of it, the real one answers, and takes its place."""
        from flask_migrate import Migrate

        Migrate(self._app, db, directory=self.directory, compare_type=True)
        return getattr(self._app.extensions["migrate"], name)


def install(app: Flask, migrations: str, commands: Mapping[str, Load]) -> None:
    """Give the application its migrations, and commands that are loaded when they are called."""
    app.cli = LaterCommands({"db": _migrating, **commands})
    app.extensions["migrate"] = LaterMigrations(app, migrations)


def _migrating() -> click.Command:
    from flask_migrate.cli import db as group

    command: click.Command = group
    return command


@contextmanager
def absent(*names: str) -> Iterator[None]:
    """Let modules look as if they were not installed, unless they are loaded already."""
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # documented: import then raises ImportError
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
