"""A backup is put in place whole or not at all, and brings nothing back that had to go."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import func, select
from time_machine import TimeMachineFixture

from forum.accounts.models import SignInSession
from forum.discussion.models import Reply
from forum.keeping import backup_file
from forum.lib import clock, revisions
from forum.lib.db import db
from tests.keeping.life import SECRET, command, rows_of
from tests.moderation.stage import Stage

OLD = timedelta(days=31)


def test_a_community_is_replaced_only_when_told_so(community: Stage, file: Path) -> None:
    app = community.app
    assert command(app, "backup", str(file))[0] == 0
    with app.app_context():
        before = db.session.scalar(select(func.count(Reply.id)))
    community.reply(community.cast.ada, community.piece(community.cast.otto), "Written since.")
    code, said = command(app, "restore", str(file))
    assert code == 1
    assert "--replace" in said
    code, said = command(app, "restore", "--replace", str(file))
    assert code == 0, said
    with app.app_context():
        assert db.session.scalar(select(func.count(Reply.id))) == before
    community.reply(community.cast.ada, community.piece(community.cast.otto), "Written after.")
    assert command(app, "doctor")[0] == 0


def test_what_has_grown_too_old_does_not_come_back(
    community: Stage, file: Path, time_machine: TimeMachineFixture
) -> None:
    app = community.app
    assert command(app, "backup", str(file))[0] == 0
    time_machine.move_to(clock.now() + OLD)
    code, said = command(app, "restore", "--replace", str(file))
    assert code == 0, said
    with app.app_context():
        assert SECRET not in db.session.scalars(select(Reply.source)).all()


def test_everybody_signs_in_anew(community: Stage, file: Path) -> None:
    ada = community.visitor(community.cast.ada)
    assert command(community.app, "backup", str(file))[0] == 0
    assert command(community.app, "restore", "--replace", str(file))[0] == 0
    with community.app.app_context():
        assert db.session.scalar(select(func.count(SignInSession.id))) == 0
    assert ada.get("/settings").status_code == 303
    community.visitor(community.cast.ada)


def test_a_backup_of_an_earlier_version_is_brought_up_to_date(community: Stage, file: Path) -> None:
    app = community.app
    with app.app_context():
        newest = revisions.newest()
        flask_migrate.downgrade()
    try:
        assert command(app, "backup", str(file))[0] == 0
        code, said = command(app, "restore", "--replace", str(file))
    finally:
        with app.app_context():
            flask_migrate.upgrade()
    assert code == 0, said
    assert "The tables are those that this version needs" in said
    with app.app_context(), db.engine.connect() as connection:
        assert revisions.of(connection) == newest


def test_another_secret_key_is_refused_unless_it_is_lost(community: Stage, file: Path) -> None:
    app = community.app
    assert command(app, "backup", str(file))[0] == 0
    before = app.config["SECRET_KEY"]
    app.config["SECRET_KEY"] = "quite another secret, long enough to be one"
    try:
        code, said = command(app, "restore", "--replace", str(file))
        assert code == 1
        assert "another secret key" in said
        code, said = command(app, "restore", "--replace", "--lost-key", str(file))
        assert code == 1, "the doctor still says so"
        assert "Restored" in said
    finally:
        app.config["SECRET_KEY"] = before


def test_a_file_that_is_no_whole_backup_changes_nothing(community: Stage, file: Path) -> None:
    app = community.app
    assert command(app, "backup", str(file))[0] == 0
    whole, before = file.read_bytes(), rows_of(app)
    for damage in ("no database", "cut", "flipped", "another database", "row", "of a later version"):
        file.write_bytes(whole)
        _damage(file, damage)
        code, said = command(app, "restore", "--replace", str(file))
        assert code == 1, damage
        assert said.startswith("Error: "), damage
        assert "Traceback" not in said
    assert rows_of(app) == before


def test_a_restore_that_fails_on_the_way_changes_nothing(
    community: Stage, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = community.app
    assert command(app, "backup", str(file))[0] == 0
    before = rows_of(app)

    def fail() -> int:
        raise sqlite3.OperationalError("something in the middle")

    monkeypatch.setattr("forum.retention.enforce", fail)
    code, said = command(app, "restore", "--replace", str(file))
    assert code == 1
    assert "something in the middle" in said
    assert rows_of(app) == before
    assert command(app, "doctor")[0] == 0


def _damage(file: Path, how: str) -> None:
    whole = file.read_bytes()
    if how == "no database":
        file.write_text("This is a letter.")
    elif how == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif how == "flipped":
        middle = len(whole) // 2
        file.write_bytes(whole[:middle] + b"\xff" * 4096 + whole[middle + 4096 :])
    else:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute(
                {
                    "another database": "PRAGMA application_id=0",
                    "row": "UPDATE reply SET post_id = 999 WHERE id = (SELECT max(id) FROM reply)",
                    "of a later version": f"UPDATE {backup_file.NOTE} SET revision = '9999'",
                }[how]
            )
