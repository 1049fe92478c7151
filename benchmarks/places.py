"""Places to measure in: a database with its community in it, and the cookies of its people."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import flask_migrate
from flask import Flask

from benchmarks import client, serving
from benchmarks.community import Community, Founder
from benchmarks.conversations import converse
from benchmarks.databases import SECRET, Database, sqlite
from benchmarks.serving import Server
from forum.access import SYSTEM
from forum.app import create_app
from forum.config import Config
from forum.lib.db import db, writing
from forum.search.actions import catch_up
from forum.web import cookies

MEMBERS = 200  # each may send so many replies an hour and no more
SIZES = (50, 200, 5_000)  # replies beneath the pieces that are measured
WRITTEN_IN = 8  # pieces with fifty replies that writers answer
WORDS_AT_ONCE = 2_000  # texts in a transaction
LISTED = 60  # pieces beside them, so that a listing is full
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
Cookies = dict[str, str]


@dataclass(frozen=True)
class Place:
    """A database and who lives there."""

    database: Database
    community: Community

    def member(self, visitor: Cookies, number: int = 0) -> Cookies:
        """The cookies of a member who is signed in."""
        return {**visitor, cookies.NAMES["session"]: self.community.tokens[number]}

    @contextmanager
    def served(self, **settings: str) -> Iterator[Server]:
        """Alcove on this place."""
        with serving.alcove({**self.database.settings, **settings}) as server:
            yield server

    def keep(self) -> None:
        """Write down who lives here, so that the place can be found again."""
        (self.database.folder / "community.json").write_text(json.dumps(asdict(self.community)))

    @classmethod
    def find(cls, folder: Path) -> "Place":
        """A place that was kept."""
        return cls(sqlite(folder), Community(**json.loads((folder / "community.json").read_text())))


def application(database: Database) -> Flask:
    """The application on a database, within this process."""
    return create_app(Config(secret_key=SECRET, data_dir=database.folder, database_url=database.url))


def settle(database: Database, fill: Callable[[Founder], None], members: int = MEMBERS) -> Place:
    """Migrate an empty database and fill it."""
    app = application(database)
    with app.app_context():
        flask_migrate.upgrade()
    with _filling(app):
        founder = Founder.begin(members)
        fill(founder)
    return Place(database, founder.community)


def settle_usual(database: Database) -> Place:
    """Found the community that most is measured in, its words read for searching.

    Else the server's worker would read them while something else is measured, at its cost.
    """
    place = settle(database, usual)
    app = application(database)
    with app.app_context():
        while catch_up(SYSTEM, WORDS_AT_ONCE):
            db.session.commit()
        db.session.commit()
        db.engine.dispose()
    return place


def add(place: Place, fill: Callable[[Founder], None]) -> None:
    """Fill more into a place that is there already."""
    with _filling(application(place.database)):
        fill(Founder(place.community))


@contextmanager
def _filling(app: Flask) -> Iterator[None]:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":  # a place that is half filled is thrown away
            connection = db.engine.raw_connection()
            for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "cache_size=-400000"):
                connection.execute(f"PRAGMA {pragma}").close()
            connection.close()
        with writing():
            yield
            db.session.commit()
        db.engine.dispose()  # with the last connection SQLite puts everything into the one file


def usual(founder: Founder) -> None:
    """The community that most is measured in."""
    writers = founder.writers()
    for number in range(LISTED):
        founder.piece(f"listed {number}")
    sizes = {str(size): size for size in SIZES} | {f"written {number}": 50 for number in range(WRITTEN_IN)}
    for name, size in sizes.items():
        converse(founder.piece(name), size, writers)


def copy(place: Place, folder: Path) -> Place:
    """The same place once more, on SQLite."""
    shutil.copytree(place.database.folder, folder)
    return Place(sqlite(folder), place.community)


def through_the_gate(server: Server) -> Cookies:
    """The cookies of a visitor who has passed the gate as everybody does."""
    gate = client.once(server.port, client.request("/age"))
    form = f"csrf_token={token_on(gate.page)}"
    answer = client.once(server.port, client.request("/age", gate.cookies(), form))
    return gate.cookies() | answer.cookies()


def token_on(page: bytes) -> str:
    """The token of a page's form."""
    found = TOKEN.search(page)
    if not found:
        raise RuntimeError("the page has no form")
    return found.group(1).decode()
