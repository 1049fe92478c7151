"""Every process of the server is killed while eight people write: nothing acknowledged is lost or doubled.

`make test` does two rounds on each database, `make crash` fifty. On PostgreSQL every other round kills the
database's processes too.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from uuid import uuid4

import psutil
import psycopg
import pytest

from forum.lib.db import db
from tests.crash.community import ROOT, Community
from tests.crash.verdict import faults_of
from tests.fixtures import postgres
from tests.fixtures.databases import DATABASES, SECRET, bare_app

ROUNDS = int(os.environ.get("ALCOVE_CRASH_ROUNDS", "2"))
SEED = 20261122
DURABLE = "-c fsync=on -c synchronous_commit=on -c listen_addresses='' -c max_connections=60"
ACKNOWLEDGED = (20, 120)  # deeds until the end comes
JOINING = 30  # seconds


@pytest.fixture
def cluster(shared_dir: Path) -> Iterator[Path]:
    """A PostgreSQL server of this test's own that writes to the disk as an operator's does."""
    home = shared_dir / f"crash-{uuid4().hex[:8]}"
    postgres.start(home, DURABLE)
    yield home
    postgres.stop(home)


@pytest.fixture(params=DATABASES)
def community(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Community]:
    """A piece to write under, on a database that keeps what it says it keeps."""
    import flask_migrate

    url = f"sqlite:///{tmp_path / 'alcove.db'}"
    if request.param == "postgresql":
        url = postgres.address(request.getfixturevalue("cluster"))
    app = bare_app(url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
    settled = Community(app, tmp_path, Random(SEED))
    settled.settle()
    yield settled
    if settled.server is not None and settled.server.poll() is None:
        settled.kill()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.timeout(60 + 20 * ROUNDS)
def test_what_was_acknowledged_outlives_a_crash(community: Community, request: pytest.FixtureRequest) -> None:
    on_postgresql = community.app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    for number in range(ROUNDS):
        community.start()
        threads = community.write_until(community.chance.randint(*ACKNOWLEDGED), community.invite())
        if on_postgresql and number % 2:
            _crash_database(request.getfixturevalue("cluster"))
        community.kill()
        for thread in threads:
            thread.join(JOINING)
        if on_postgresql and number % 2:
            postgres.start_again(request.getfixturevalue("cluster"))
        _look(community)
    done = [deed.kind for writer in community.writers for deed in writer.deeds if deed.told]
    assert {"reply", "edit", "flag", "decide"} <= set(done), "the crash came before anything was done"


def test_whoever_was_cut_off_can_send_again(community: Community) -> None:
    community.start()
    people = community.invite()
    threads = community.write_until(20, people)
    community.kill()
    for thread in threads:
        thread.join(JOINING)
    community.start()
    cut_off = [
        (person, deed) for person in people for deed in person.deeds if deed.kind == "reply" and not deed.told
    ]
    assert cut_off
    for person, deed in cut_off:
        person.browser.port = community.port
        person.send_reply(deed)
    _look(community)


def test_each_reply_is_on_the_disk_before_it_is_acknowledged(
    community: Community, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    on_postgresql = community.app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    trace = tmp_path / "trace"
    calls = "fsync,fdatasync"
    community.start(
        *([] if on_postgresql else ["strace", "-f", "-qq", "-e", f"trace={calls}", "-o", str(trace)])
    )
    (writer,) = community.invite(members=1, moderators=0)
    cluster: Path | None = request.getfixturevalue("cluster") if on_postgresql else None
    count: Callable[[], int] = (lambda: _synced(cluster)) if cluster else (lambda: _traced(trace))
    before = count()
    for number in range(20):
        status, _location, page = writer.browser.send(
            f"/p/{community.post}/replies", {"body": f"Member's reply {number}"}
        )
        assert status == 303, page
    community.stop()
    assert count() - before >= 20


def _look(community: Community) -> None:
    assert not community.faults()
    with community.app.app_context():
        faults = faults_of(community.writers)
        db.session.rollback()
        db.engine.dispose()
    assert not faults, "\n".join(faults)
    settings = {
        "ALCOVE_DATA_DIR": str(community.data_dir),
        "ALCOVE_DATABASE_URL": community.app.config["SQLALCHEMY_DATABASE_URI"],
        "ALCOVE_SECRET_KEY": SECRET,
    }
    doctor = subprocess.run(
        [sys.executable, "-m", "flask", "alcove", "doctor"],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def _crash_database(home: Path) -> None:
    """Kill all of the database's processes, the one that would start the others anew first."""
    parent = psutil.Process(int((home / "data" / "postmaster.pid").read_text().split()[0]))
    parent.suspend()  # so that it starts no other while we look
    processes = [parent, *parent.children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    _gone, alive = psutil.wait_procs(processes, timeout=JOINING)
    assert not alive


def _traced(trace: Path) -> int:
    return len(re.findall(r"\b(?:fsync|fdatasync)\(", trace.read_text()))


def _synced(home: Path | None) -> int:
    """How often the database has synced its log, as it counts itself (pg_stat_io since PostgreSQL 18)."""
    assert home is not None
    with psycopg.connect(postgres.address(home), autocommit=True) as connection:
        row = connection.execute("SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'").fetchone()
    return int(row[0]) if row else 0
