"""One community on two machines: a web server and a worker on each, PostgreSQL and Valkey between them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.crash.people import Browser
from tests.fixtures.databases import SECRET, Installation, install
from tests.fixtures.ports import free_port
from tests.growing.round_robin import RoundRobin, round_robin
from tests.house.source import ROOT

SERVE = (sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app")
WORK = (sys.executable, "-m", "flask", "alcove", "worker")


@dataclass(frozen=True)
class Machines:
    """Where the two answer, the proxy before them, and the same community as this process sees it."""

    first: int
    second: int
    proxy: RoundRobin
    installation: Installation

    @property
    def app(self) -> Flask:
        """The application on the database of both."""
        return self.installation.app

    def visitor(self) -> Browser:
        """Somebody at the first machine who has passed the gate."""
        visitor = Browser(self.first, {})
        visitor.open_form("/age")
        assert visitor.send("/age", {})[0] == 303
        return visitor


@contextmanager
def two_machines(database_url: str, redis_url: str, home: Path) -> Iterator[Machines]:
    """Start everything, and stop it at the end."""
    installation = install(database_url, home / "here", redis_url=redis_url, jobs="worker")
    started: list[subprocess.Popen[str]] = []
    with round_robin() as proxy:
        ports = [free_port(), free_port()]
        for number, port in enumerate(ports):
            settings = {
                **os.environ,
                "ALCOVE_SECRET_KEY": SECRET,
                "ALCOVE_DATA_DIR": str(home / f"machine-{number}"),
                "ALCOVE_DATABASE_URL": database_url,
                "ALCOVE_REDIS_URL": redis_url,
                "ALCOVE_BASE_URL": f"http://127.0.0.1:{proxy.port}",
                "ALCOVE_JOBS": "worker",
                "ALCOVE_SECOND_FACTOR": "optional",
                "ALCOVE_WORKERS": "1",
                "PORT": str(port),
            }
            started += [_start(command, settings) for command in (SERVE, WORK)]
        for process in started:
            _wait(process)
        proxy.serve(ports)
        try:
            yield Machines(ports[0], ports[1], proxy, installation)
        finally:
            for process in started:
                process.terminate()
            ended = {process.args[2]: _end(process) for process in started}  # type: ignore[index]  # a tuple
    assert set(ended.values()) == {0}, ended


def _start(command: tuple[str, ...], settings: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, cwd=ROOT, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def _wait(process: subprocess.Popen[str]) -> None:
    """Read the line by which a process says that it is there."""
    assert process.stdout is not None
    said = process.stdout.readline()
    assert "Ctrl-C" in said, said + process.communicate()[0]


def _end(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=30)
    return process.returncode
