"""Workers as processes of their own, and as threads of the test."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.lib import nudges, outbox, worker
from forum.lib.db import db, writing
from forum.lib.nudges import Nudges
from forum.lib.throttle import ThrottleHit
from forum.lib.worker import Crew
from tests.fixtures.databases import SECRET
from tests.house.source import ROOT

PATIENCE = 30.0  # seconds


def wait_for(condition: Callable[[], object]) -> None:
    """Come back when something has become so; fails when it does not."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        threading.Event().wait(0.02)


class Yard:
    """An application's jobs, and the processes that do them."""

    def __init__(self, app: Flask, redis_url: str | None) -> None:
        self.app = app
        self.data_dir = Path(app.config["DATA_DIR"])
        self.redis_url = redis_url
        self.processes: list[subprocess.Popen[str]] = []

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start a worker; comes back when it works."""
        settings = {
            **os.environ,
            "ALCOVE_SECRET_KEY": SECRET,
            "ALCOVE_DATA_DIR": str(self.data_dir),
            "ALCOVE_DATABASE_URL": self.app.config["SQLALCHEMY_DATABASE_URI"],
            **({"ALCOVE_REDIS_URL": self.redis_url} if self.redis_url else {}),
        }
        command = [sys.executable, "-m", "tests.growing.noting_worker", *options]
        process = subprocess.Popen(
            command, cwd=ROOT, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self.processes.append(process)
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("Working"), said + process.communicate()[0]
        return process

    def end(self) -> None:
        """Let no process outlive the test."""
        for process in self.processes:
            process.kill()
            process.communicate()
        for name in ("begun", "go-on"):
            (self.data_dir / name).unlink(missing_ok=True)

    def leave(self, kind: str, *numbers: int) -> None:
        """Have jobs done later, each in a transaction of its own."""
        with self.app.app_context(), writing():
            for number in numbers:
                outbox.put(kind, {"number": number})
                db.session.commit()

    def done(self) -> Counter[int]:
        """How often each job has been done."""
        return Counter(number for number, _pid in self._traces())

    def doers(self) -> set[int]:
        """Which processes have done something."""
        return {pid for _number, pid in self._traces()}

    def depth(self) -> int:
        """How many rows wait."""
        with self.app.app_context():
            return outbox.depth()

    def _traces(self) -> list[tuple[int, int]]:
        with self.app.app_context():
            keys = db.session.scalars(select(ThrottleHit.key)).all()
        return [(int(number), int(pid)) for number, pid in (key.split(":") for key in keys)]


@pytest.fixture
def redis_url(request: pytest.FixtureRequest, app: Flask) -> str | None:
    """No queue but a file beside SQLite, and Valkey beside PostgreSQL."""
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return None
    url: str = request.getfixturevalue("valkey")
    return url


@pytest.fixture
def yard(app: Flask, redis_url: str | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Yard]:
    """A place for workers, who are told of jobs by the queue that belongs to the database."""
    data_dir = Path(app.config["DATA_DIR"])
    monkeypatch.setitem(app.extensions, nudges.EXTENSION, Nudges(data_dir, redis_url))
    yard = Yard(app, redis_url)
    yield yard
    yard.end()


@pytest.fixture
def crew(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> Iterator[Crew]:
    """A worker's threads in this process, which sweep only at the beginning; the test starts them."""
    crew = Crew(yard.app, ())
    yield crew
    assert crew.stop(PATIENCE)


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sweeps without long waits."""
    monkeypatch.setattr(worker, "TICK", 0.1)


def stop(process: subprocess.Popen[str], by: signal.Signals) -> int:
    """Tell a process to stop, wait, and say how it ended."""
    process.send_signal(by)
    process.communicate(timeout=PATIENCE)
    return process.returncode
