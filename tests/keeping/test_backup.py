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

import pytest
from flask import Flask
from sqlalchemy import select
from time_machine import TimeMachineFixture

from forum.keeping import backup_file
from forum.lib import clock
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
