"""Where no worker runs, exactly one process of the web server does the jobs besides."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from flask import Flask

from forum.discussion.jobs import render_anew
from forum.lib import outbox, worker
from forum.lib.db import db, writing
from tests.fixtures.databases import SECRET, bare_app, install
from tests.fixtures.ports import free_port
from tests.growing.conftest import PATIENCE, wait_for
from tests.house.source import ROOT

Serve = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """A small community's environment."""
    return {
        **os.environ,
        "ALCOVE_DATA_DIR": str(tmp_path),
        "ALCOVE_SECRET_KEY": SECRET,
        "ALCOVE_WORKERS": "2",
        "PORT": str(free_port()),
    }


@pytest.fixture
def community(tmp_path: Path, settings: dict[str, str]) -> Iterator[Flask]:
    """The same community as its processes see it, newly prepared."""
    prepare = [sys.executable, "-m", "flask", "alcove", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=settings, check=True, capture_output=True)
    app = bare_app(f"sqlite:///{tmp_path / 'alcove.db'}", tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def serve(settings: dict[str, str]) -> Iterator[Serve]:
    """Start the web server; comes back when it listens."""
    started = []

    def start(**more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=settings | more,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        assert process.stdout is not None
        assert "Ctrl-C" in process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def _leave_a_job(app: Flask) -> None:
    with app.app_context(), writing():
        render_anew.later_once()
        db.session.commit()


def _depth(app: Flask) -> int:
    with app.app_context():
        return outbox.depth()


def _doer(app: Flask) -> int:
    """Which process does the jobs; 0 for none."""
    lock = Path(app.config["DATA_DIR"]) / "jobs.lock"
    return int(lock.read_text() or 0) if lock.exists() else 0


def test_one_process_of_the_server_does_the_jobs_and_another_takes_over(
    community: Flask, serve: Serve
) -> None:
    _leave_a_job(community)
    server = serve()
    wait_for(lambda: _depth(community) == 0)
    first = _doer(community)
    assert psutil.Process(first).ppid() == server.pid
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: _doer(community) not in {0, first})
    assert psutil.Process(_doer(community)).ppid() == server.pid
    _leave_a_job(community)
    wait_for(lambda: _depth(community) == 0)
    began = time.monotonic()
    server.send_signal(signal.SIGTERM)
    server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert time.monotonic() - began < 5, "jobs must not keep the server from stopping"


def _job_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("jobs")}


@pytest.mark.parametrize(("jobs", "begun"), [("embedded", True), ("worker", False)])
def test_where_workers_run_the_server_only_answers(tmp_path: Path, jobs: str, begun: bool) -> None:
    app = install(f"sqlite:///{tmp_path / 'alcove.db'}", tmp_path, jobs=jobs).app
    worker.start_besides(app)
    if begun:
        wait_for(lambda: _job_threads() and (tmp_path / "jobs.db").exists())
    assert bool(_job_threads()) is begun
    worker.stop_besides(app)
    assert _job_threads() == set()
    with app.app_context():
        db.engine.dispose()
