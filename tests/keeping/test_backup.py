"""A backup is whole, verified and for our eyes only, and comes back on either database."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import func, select
from time_machine import TimeMachineFixture

from forum.accounts.models import SignInSession
from forum.discussion.models import Reply
from forum.keeping import backup_file
from forum.lib import clock, revisions
from forum.lib.db import db
from forum.moderation.models import Flag
from tests.fixtures.databases import DATABASES, Installation, install
from tests.fixtures.databases import SECRET as SECRET_KEY
from tests.keeping.life import SECRET, command, rows_of
from tests.moderation.stage import WORDS, Stage

ROOT = Path(__file__).parents[2]
OLD = timedelta(days=31)


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, new_postgresql: Callable[[], str]
) -> Iterator[Installation]:
    """Another installation with the same secret key and nobody in it, on the database named."""
    folder = tmp_path / "elsewhere"
    folder.mkdir(mode=0o700)
    url = f"sqlite:///{folder / 'alcove.db'}" if request.param == "sqlite" else new_postgresql()
    installation = install(url, folder)
    yield installation
    with installation.app.app_context():
        db.engine.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup goes."""
    return tmp_path / "backup.alcove"


@pytest.mark.parametrize("elsewhere", DATABASES, indirect=True)
def test_a_backup_comes_back_on_either_database(
    community: Stage, elsewhere: Installation, file: Path
) -> None:
    community.visitor(community.cast.ada)
    code, said = command(community.app, "backup", str(file))
    assert code == 0, said
    assert "secret key" in said
    code, said = command(elsewhere.app, "restore", str(file))
    assert code == 0, said
    before, after = rows_of(community.app), rows_of(elsewhere.app)
    for name in ("sign_in_session", "daily_salt", "throttle_hit", "page_version"):
        assert name in before
        del before[name], after[name]
    assert before == after
    assert command(elsewhere.app, "doctor")[0] == 0
    with elsewhere.app.app_context():
        assert WORDS in db.session.scalars(select(Flag.words)).all(), "sealed words can still be read"
    elsewhere_stage = Stage(elsewhere.app, community.cast, community.new_visitor)
    elsewhere_stage.reply(community.cast.ada, elsewhere_stage.piece(community.cast.otto))  # new numbers
    assert command(elsewhere.app, "doctor")[0] == 0


def test_a_backup_is_private_and_without_what_was_erased_or_signed_in(
    community: Stage, file: Path, time_machine: TimeMachineFixture
) -> None:
    community.visitor(community.cast.ada)
    time_machine.move_to(clock.now() + OLD)
    command(community.app, "retention")
    community.visitor(community.cast.ada)
    before = os.umask(0)
    try:
        assert command(community.app, "backup", str(file))[0] == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SECRET.encode() not in file.read_bytes()
    assert [path.name for path in file.parent.glob("*backup*")] == [file.name]
    with closing(sqlite3.connect(file)) as connection:
        for name in backup_file.LEFT_OUT:
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_a_backup_that_is_there_is_kept_unless_told_otherwise(community: Stage, file: Path) -> None:
    file.write_text("an older one")
    code, said = command(community.app, "backup", str(file))
    assert code == 1
    assert "--overwrite" in said
    assert file.read_text() == "an older one"
    assert command(community.app, "backup", "--overwrite", str(file))[0] == 0
    assert file.stat().st_size > 1_000


def test_a_place_that_cannot_be_written_to_is_said_in_a_sentence(sqlite_app: Flask, tmp_path: Path) -> None:
    code, said = command(sqlite_app, "backup", str(tmp_path / "nowhere" / "backup"))
    assert code == 1
    assert "cannot be written" in said
    assert "Traceback" not in said


FULL = """
unshare -rm true 2>/dev/null || { ulimit -f 100; "$@"; code=$?; ls -A "$0"; exit $code; }
unshare -rm sh -c 'mount -t tmpfs -o size=100k none "$0"; "$@"; code=$?; ls -A "$0"; exit $code' "$0" "$@"
"""


def test_a_full_disk_gets_no_half_of_a_backup(at_home: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "small disk"
    folder.mkdir()
    settings = {
        "ALCOVE_DATA_DIR": str(tmp_path),
        "ALCOVE_SECRET_KEY": SECRET_KEY,
    }
    backup = [sys.executable, "-m", "flask", "alcove", "backup", str(folder / "backup")]
    done = subprocess.run(
        ["sh", "-c", FULL, str(folder), *backup],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    said = done.stderr.splitlines()
    assert len(said) == 1
    assert said[0].startswith("Error: ")
    assert "full" in said[0] or "disk I/O" in said[0]
    assert "backup" not in done.stdout, "nothing is left there"
    assert command(at_home.app, "doctor")[0] == 0


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
