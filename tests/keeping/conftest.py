"""A community in which everything has happened once, and its operator's commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from forum.lib.db import db
from tests.cast import Cast, assemble
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import install
from tests.keeping.life import live
from tests.moderation.stage import Stage


@pytest.fixture
def stage(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Stage:
    """An application with the cast, the rules and a space, on both databases."""
    return Stage(app, cast, new_visitor).set_up()


@pytest.fixture
def community(stage: Stage) -> Stage:
    """The same, with pieces and replies in every state, cases, flags and decisions."""
    live(stage)
    return stage


@pytest.fixture
def at_home(tmp_path: Path) -> Iterator[Stage]:
    """A community on SQLite, in which everything has happened once."""
    app = install(f"sqlite:///{tmp_path / 'alcove.db'}", tmp_path).app
    tmp_path.chmod(0o700)
    stage = Stage(app, assemble(app), lambda: Visitor(app, app.test_client())).set_up()
    live(stage)
    yield stage
    with app.app_context():
        db.engine.dispose()
