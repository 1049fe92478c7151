"""The disk is full, the database is away: reading goes on where it can, and writing says what is true."""

import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from uuid import uuid4

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import event, select, update

from forum.accounts.models import SignInSession
from forum.discussion.models import Reply
from forum.lib import clock
from forum.lib.db import db, writing
from tests.cast import assemble, somebody
from tests.crash.community import Community, new_session
from tests.crash.people import Browser, Unavailable
from tests.fixtures import postgres
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import DATABASES, bare_app, install
from tests.keeping.life import command
from tests.keeping.small_disk import SmallDisk
from tests.keeping.steady import Crowd, Steady
from tests.moderation.stage import Stage

WRITERS = 4
DURABLE = "-c fsync=on -c listen_addresses='' -c max_connections=60"


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
    _dispose(app)


@pytest.fixture
def cluster(shared_dir: Path) -> Iterator[Path]:
    """A PostgreSQL server of this test's own that can be stopped and started."""
    home = shared_dir / f"outage-{uuid4().hex[:8]}"
    postgres.start(home, DURABLE)
    yield home
    postgres.stop(home)


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_on_a_full_disk_people_read_on_and_are_told_the_truth(served: Community, tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "disk")
    crowd, late = _crowd(served), _crowd(served, 1, "Latecomer").people[0].browser
    seeds, served.data_dir = served.data_dir, disk.folder
    _dispose(served.app)
    served.app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{disk.folder / 'alcove.db'}"
    served.start(*disk.starting(seeds))
    assert served.server
    disk.belongs_to(served.server.pid)
    visitor = _begin(served, crowd)
    crowd.wait_for("told")
    disk.fill()
    crowd.wait_for("refused")
    before = crowd.told()
    assert visitor.send(f"/p/{served.post}")[0] == 200
    assert visitor.send("/about/rules")[0] == 200
    _visitor(served.port)  # who comes in just now
    late.port = served.port
    assert late.send(f"/p/{served.post}")[0] == 200, "that a session is in use need not be noted"
    if disk.is_real:
        assert _ask(served.port, "/readyz") == (200, "reading only\n")
    crowd.wait_for("refused")
    disk.free()
    crowd.wait_for("told")
    crowd.end()
    assert _ask(served.port, "/readyz") == (200, "ready\n")
    assert crowd.faults() == []
    assert sum(person.unread for person in crowd.people) == 0, "members read on"
    assert set(crowd.told()) - set(before)
    looked_at = tmp_path / "looked at"
    looked_at.mkdir(mode=0o700)
    disk.copy_database(looked_at)
    there = bare_app(f"sqlite:///{looked_at / 'alcove.db'}", looked_at)
    _all_told_is_there(there, crowd)
    _none_refused_is_there(there, crowd)


@pytest.mark.parametrize("served", ["postgresql"], indirect=True)
def test_postgresql_goes_and_comes_back_while_people_write(served: Community, cluster: Path) -> None:
    crowd = _crowd(served)
    served.start()
    visitor = _begin(served, crowd)
    crowd.wait_for("told")
    postgres.stop(cluster)
    crowd.wait_for("refused")
    assert _ask(served.port, "/readyz")[0] == 503
    assert _ask(served.port, "/healthz") == (200, "ok\n")
    assert visitor.send("/about/safety")[0] == 200, "what needs no database is there"
    with pytest.raises(Unavailable):
        visitor.send(f"/p/{served.post}")
    postgres.start_again(cluster)
    crowd.wait_for("told")
    crowd.end()
    assert crowd.faults() == []
    assert visitor.send(f"/p/{served.post}")[0] == 200
    assert _ask(served.port, "/readyz") == (200, "ready\n")
    served.stop()
    _all_told_is_there(served.app, crowd)


@pytest.mark.parametrize("served", DATABASES, indirect=True)
def test_a_backup_that_is_taken_while_eight_people_write_is_whole(
    served: Community, tmp_path: Path, new_postgresql: Callable[[], str]
) -> None:
    crowd = _crowd(served, 8)
    served.start()
    _begin(served, crowd)
    crowd.wait_for("told")
    before = crowd.told()
    code, said = command(served.app, "backup", str(tmp_path / "backup"))
    assert code == 0, said
    crowd.wait_for("told")
    crowd.end()
    assert crowd.faults() == []
    assert not any(person.refused for person in crowd.people), "nobody had to wait"
    folder = tmp_path / "elsewhere"
    elsewhere = install(f"sqlite:///{folder / 'alcove.db'}", folder).app
    code, said = command(elsewhere, "restore", str(tmp_path / "backup"))
    assert code == 0, said
    found = _found(elsewhere)
    assert {words: [name] for words, name in before.items()}.items() <= found.items()
    sent = {words: [name] for words, name in crowd.told().items()}
    assert found.items() <= sent.items(), "each is as it was sent"
    _dispose(elsewhere)


@pytest.mark.parametrize("served", DATABASES, indirect=True)
def test_a_restore_beneath_a_running_server_is_seen_by_the_next_request(
    served: Community, tmp_path: Path
) -> None:
    member = _crowd(served, 1).people[0].browser
    served.start()
    member.port = served.port
    visitor, page, address = _visitor(served.port), f"/p/{served.post}", f"/p/{served.post}/replies"
    member.open_form(f"{address}/new")
    assert member.send(address, {"body": "What was backed up."})[0] == 303
    assert command(served.app, "backup", str(tmp_path / "backup"))[0] == 0
    assert member.send(address, {"body": "What came later."})[0] == 303
    for _time in range(4):  # until every process keeps the page
        assert "What came later." in visitor.send(page)[2]
    code, said = command(served.app, "restore", "--replace", str(tmp_path / "backup"))
    assert code == 0, said
    for _time in range(4):
        status, _location, shown = visitor.send(page)
        assert status == 200
        assert "What was backed up." in shown
        assert "What came later." not in shown
    status, _location, shown = member.send(address, {"body": "Signed out, but not lost."})
    assert status == 403, "the gate asks whoever is no longer signed in"
    assert "Signed out, but not lost." in shown


def test_a_database_that_somebody_else_holds_keeps_nobodys_words(sqlite_app: Flask, impatient: Stage) -> None:
    ada, piece = impatient.visitor(impatient.cast.ada), impatient.piece(impatient.cast.mira)
    address = f"/p/{piece.partition(':')[2]}"
    with closing(sqlite3.connect(_file(sqlite_app), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = ada.post(f"{address}/replies", body="Words <that> wait.")
        assert answer.status_code == 503
        assert "Words &lt;that&gt; wait." in answer.text
        assert answer.headers["Retry-After"]
        assert ada.get(address).status_code == 200
        other.execute("ROLLBACK")
    assert ada.post(f"{address}/replies", body="Words <that> wait.").status_code == 303


def test_a_database_that_is_away_is_missed_only_as_long_as_it_is_away(
    sqlite_app: Flask, impatient: Stage
) -> None:
    ada, piece = impatient.visitor(impatient.cast.ada), impatient.piece(impatient.cast.mira)
    address = f"/p/{piece.partition(':')[2]}"
    file = _file(sqlite_app)
    _dispose(sqlite_app)
    away = file.rename(file.with_suffix(".away"))
    file.mkdir()  # so that no other comes to stand in its place
    try:
        for answer in (ada.get(address), ada.post(f"{address}/replies", body="Words that stay.")):
            assert answer.status_code == 503
        assert "Words that stay." in answer.text
        assert ada.get("/readyz").status_code == 503
        assert ada.get("/healthz").status_code == 200
    finally:
        file.rmdir()
        away.rename(file)
    assert ada.post(f"{address}/replies", body="Words that stay.").status_code == 303


def test_a_database_that_says_nothing_keeps_nobody_waiting_for_long(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://somebody:word@127.0.0.1:{silent.getsockname()[1]}/x"
        assert "connect_timeout=5" in bare_app(url, tmp_path).config["SQLALCHEMY_DATABASE_URI"]
        app = bare_app(f"{url}?connect_timeout=2", tmp_path)  # as an operator may set it
        began = time.monotonic()
        answer = app.test_client().get("/readyz")
        assert time.monotonic() - began < 10
    assert (answer.status_code, answer.text) == (503, "not ready\n")


@pytest.fixture
def impatient(sqlite_app: Flask) -> Iterator[Stage]:
    """A community on SQLite that waits for nobody, so that the tests need not."""

    def hurry(connection: sqlite3.Connection, *_more: object) -> None:
        connection.execute("PRAGMA busy_timeout=50").close()

    with sqlite_app.app_context():
        engine = db.engine
        engine.dispose()
        event.listen(engine, "connect", hurry)
    cast = assemble(sqlite_app)
    yield Stage(sqlite_app, cast, lambda: Visitor(sqlite_app, sqlite_app.test_client())).set_up()
    event.remove(engine, "connect", hurry)
    _dispose(sqlite_app)


def _crowd(community: Community, size: int = WRITERS, name: str = "Member") -> Crowd:
    """People with a session that was last used long ago, so that reading notes its use anew."""
    people = []
    with community.app.app_context(), writing():
        for number in range(size):
            person = somebody(f"{name}{number}", "none")
            browser = Browser(0, {"id": new_session(person)})
            people.append(Steady(person.pen_name, browser, community.post))
        db.session.commit()
        long_ago = clock.now() - timedelta(hours=3)
        db.session.execute(update(SignInSession).values(last_used_at=long_ago))
        db.session.commit()
    return Crowd(people)


def _begin(community: Community, crowd: Crowd) -> Browser:
    """Have everybody write; gives a visitor who is reading."""
    for person in crowd.people:
        person.browser.port = community.port
        person.browser.open_form(f"/p/{community.post}/replies/new")
    visitor = _visitor(community.port)
    assert visitor.send(f"/p/{community.post}")[0] == 200
    crowd.begin()
    return visitor


def _visitor(port: int) -> Browser:
    visitor = Browser(port, {})
    visitor.open_form("/age")
    assert visitor.send("/age", {})[0] == 303
    return visitor


def _ask(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def _found(app: Flask) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with app.app_context():
        for words, name in db.session.execute(
            select(Reply.source, Reply.public_id).where(Reply.source.like("Member%"))
        ):
            found.setdefault(words, []).append(name)
    return found


def _all_told_is_there(app: Flask, crowd: Crowd) -> None:
    found = _found(app)
    assert {words: found.get(words) for words in crowd.told()} == {
        words: [name] for words, name in crowd.told().items()
    }
    assert all(len(names) == 1 for names in found.values())
    code, said = command(app, "doctor")
    assert [line for line in said.splitlines() if line.startswith("WRONG") and "disk" not in line] == []
    assert code in (0, 1)
    _dispose(app)


def _none_refused_is_there(app: Flask, crowd: Crowd) -> None:
    refused = {words for person in crowd.people for words in person.refused}
    assert not refused & set(_found(app))
    _dispose(app)


def _file(app: Flask) -> Path:
    with app.app_context():
        return Path(db.engine.url.database or "")


def _dispose(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
