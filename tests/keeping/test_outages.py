"""The disk is full, the database is away: reading goes on where it can, and writing says what is true."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from forum.lib.db import db
from tests.cast import assemble
from tests.crash.community import Community
from tests.crash.people import Unavailable
from tests.fixtures import postgres
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import bare_app
from tests.keeping.life import command
from tests.keeping.small_disk import SmallDisk
from tests.keeping.steady import Crowd, a_crowd, a_visitor, ask, hang_up, let_write, replies_in
from tests.moderation.stage import Stage


@pytest.mark.parametrize("served", ["sqlite"], indirect=True)
def test_on_a_full_disk_people_read_on_and_are_told_the_truth(served: Community, tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "disk")
    crowd, late = a_crowd(served), a_crowd(served, 1, "Latecomer").people[0].browser
    seeds, served.data_dir = served.data_dir, disk.folder
    hang_up(served.app)
    served.app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{disk.folder / 'alcove.db'}"
    served.start(*disk.starting(seeds))
    assert served.server
    disk.belongs_to(served.server.pid)
    visitor = let_write(served, crowd)
    crowd.wait_for("told")
    disk.fill()
    crowd.wait_for("refused")
    before = crowd.told()
    assert visitor.send(f"/p/{served.post}")[0] == 200
    assert visitor.send("/about/rules")[0] == 200
    a_visitor(served.port)  # who comes in just now
    late.port = served.port
    assert late.send(f"/p/{served.post}")[0] == 200, "that a session is in use need not be noted"
    if disk.is_real:
        assert ask(served.port, "/readyz") == (200, "reading only\n")
    crowd.wait_for("refused")
    disk.free()
    crowd.wait_for("told")
    crowd.end()
    assert ask(served.port, "/readyz") == (200, "ready\n")
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
    crowd = a_crowd(served)
    served.start()
    visitor = let_write(served, crowd)
    crowd.wait_for("told")
    postgres.stop(cluster)
    crowd.wait_for("refused")
    assert ask(served.port, "/readyz")[0] == 503
    assert ask(served.port, "/healthz") == (200, "ok\n")
    assert visitor.send("/about/safety")[0] == 200, "what needs no database is there"
    with pytest.raises(Unavailable):
        visitor.send(f"/p/{served.post}")
    postgres.start_again(cluster)
    crowd.wait_for("told")
    crowd.end()
    assert crowd.faults() == []
    assert visitor.send(f"/p/{served.post}")[0] == 200
    assert ask(served.port, "/readyz") == (200, "ready\n")
    served.stop()
    _all_told_is_there(served.app, crowd)


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
    hang_up(sqlite_app)
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
    hang_up(sqlite_app)


def _all_told_is_there(app: Flask, crowd: Crowd) -> None:
    found = replies_in(app)
    assert {words: found.get(words) for words in crowd.told()} == {
        words: [name] for words, name in crowd.told().items()
    }
    assert all(len(names) == 1 for names in found.values())
    code, said = command(app, "doctor")
    assert [line for line in said.splitlines() if line.startswith("WRONG") and "disk" not in line] == []
    assert code in (0, 1)
    hang_up(app)


def _none_refused_is_there(app: Flask, crowd: Crowd) -> None:
    refused = {words for person in crowd.people for words in person.refused}
    assert not refused & set(replies_in(app))
    hang_up(app)


def _file(app: Flask) -> Path:
    with app.app_context():
        return Path(db.engine.url.database or "")
