"""A community in which everything has happened once, its operator's commands, and servers for it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask

from tests.cast import Cast, assemble
from tests.crash.community import Community
from tests.fixtures import postgres
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import bare_app, install
from tests.keeping.life import live
from tests.keeping.steady import hang_up
from tests.moderation.stage import Stage

DURABLE = "-c fsync=on -c listen_addresses='' -c max_connections=60"


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
    hang_up(app)


@pytest.fixture
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    """An installation with a piece, whose server is started by the test; on the database it names."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    url = f"sqlite:///{home / 'alcove.db'}"
    if request.param == "postgresql":
        url = postgres.address(request.getfixturevalue("cluster"))
    app = bare_app(url, home)
    with app.app_context():
        flask_migrate.upgrade()
    community = Community(app, home, Random(1))
    community.settle()
    yield community
    if community.server is not None and community.server.poll() is None:
        community.kill()
    hang_up(app)


@pytest.fixture
def cluster(shared_dir: Path) -> Iterator[Path]:
    """A PostgreSQL server of this test's own that can be stopped and started."""
    home = shared_dir / f"outage-{uuid4().hex[:8]}"
    postgres.start(home, DURABLE)
    yield home
    postgres.stop(home)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "backup.alcove"
