"""Migrations go up, down and up again on both databases, and end at what the models say."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import func, inspect, select

from forum.agegate.models import AgeAnswer
from forum.lib import by_hand
from forum.lib.db import db
from tests.cast import assemble
from tests.fixtures.databases import DATABASES, bare_app
from tests.house.source import ROOT, files, report


@pytest.fixture(params=DATABASES)
def empty_app(
    request: pytest.FixtureRequest, tmp_path: Path, new_postgresql: Callable[[], str]
) -> Iterator[Flask]:
    """The application on a database in which nothing has been made yet."""
    url = f"sqlite:///{tmp_path / 'empty.db'}" if request.param == "sqlite" else new_postgresql()
    app = bare_app(url, tmp_path)
    with app.app_context():
        yield app
        db.engine.dispose()


def _tables() -> set[str]:
    names = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    return {name for name in names if by_hand.include_name(name, "table", {})}


def _differences() -> list[Any]:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_name": by_hand.include_name}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, db.metadata))


def test_up_down_and_up_again(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    first = _tables()
    assert first == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert _tables() == set(), "downgrade() must take away what upgrade() made"
    flask_migrate.upgrade()
    assert _tables() == first


def test_migrations_end_at_what_the_models_say(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    faults = [str(difference) for difference in _differences()]
    instead = "Write a migration (`flask db revision`) that brings the tables to the models."
    assert not faults, report(faults, instead)


def test_upgrading_twice_changes_nothing(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.upgrade()
    assert _differences() == []


REBUILDS = """
from alembic import op

revision = "rebuilt"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("account", recreate="always"):
        pass
"""


@pytest.mark.parametrize("empty_app", ["sqlite"], indirect=True)  # PostgreSQL rebuilds nothing
def test_a_rebuilt_table_keeps_the_rows_that_point_to_it(empty_app: Flask, tmp_path: Path) -> None:
    flask_migrate.upgrade()
    assemble(empty_app)
    head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    copy = shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    (copy / "versions" / "rebuilds.py").write_text(REBUILDS.format(head=head))
    answers = select(func.count()).select_from(AgeAnswer)  # which go with their account
    before = db.session.scalar(answers)
    db.session.rollback()
    flask_migrate.upgrade(directory=str(copy))
    assert before
    assert db.session.scalar(answers) == before


def test_migrations_begin_with_their_date() -> None:
    names = [path.name for path in files("migrations/versions", "*.py")]
    assert names
    faults = [name for name in names if not re.match(r"\d{4}[-_]?\d{2}[-_]?\d{2}_", name)]
    assert not faults, report(faults, "Name it 2026_11_22_what_it_does.py.")
