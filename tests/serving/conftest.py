"""The production server in a process of its own, as an operator starts it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import IO

import pytest

from tests.fixtures.ports import free_port
from tests.house.source import ROOT

PATIENCE = 60  # seconds; a cold start takes one on a quiet machine
SERVE = (sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app")


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """An operator's environment on a machine where nothing has been set up."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "ALCOVE_DATA_DIR": str(tmp_path / "data"),
        "ALCOVE_DEMO": "0",
        "ALCOVE_WORKERS": "2",
        "PORT": str(free_port()),
    }


@pytest.fixture(scope="session")
def prepared_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of an installation that `flask alcove prepare` has made, to be copied."""
    place = tmp_path_factory.mktemp("prepared") / "data"
    settings = {**os.environ, "ALCOVE_DATA_DIR": str(place), "ALCOVE_DEMO": "0"}
    prepare = [sys.executable, "-m", "flask", "alcove", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=settings, check=True, capture_output=True)
    return place


@pytest.fixture
def start(prepared_place: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a server with settings; what it says can be read when it has ended.

    Whoever has it say more than a pipe holds, which would stop it, gives a file for that.
    """
    started: list[subprocess.Popen[str]] = []

    def start(
        settings: dict[str, str],
        *,
        prepared: bool = True,
        door: socket.socket | None = None,
        log: IO[bytes] | None = None,
    ) -> subprocess.Popen[str]:
        if prepared:
            shutil.copytree(prepared_place, settings["ALCOVE_DATA_DIR"])
        process = subprocess.Popen(
            SERVE if door is None else handing_over(door),
            cwd=ROOT,
            env=settings,
            text=True,
            stdout=log or subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=() if door is None else (door.fileno(),),
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):  # with whatever it has started in its place
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def server(settings: dict[str, str], start: Callable[..., subprocess.Popen[str]]) -> subprocess.Popen[str]:
    """Alcove, prepared and serving."""
    return start(settings)


def handing_over(door: socket.socket) -> tuple[str, ...]:
    """The command that serves on an open socket, handed over as systemd does: as descriptor 3."""
    systemd = (
        "import os, sys; door = int(sys.argv[1]); door == 3 or os.dup2(door, 3); "
        "os.set_inheritable(3, True); "
        "os.environ.update(LISTEN_FDS='1', LISTEN_PID=str(os.getpid())); os.execv(sys.argv[2], sys.argv[2:])"
    )
    return (sys.executable, "-c", systemd, str(door.fileno()), *SERVE)


def get(server: subprocess.Popen[str], port: str, path: str) -> int:
    """The status of a page; waits for the server to listen, as long as it lives."""
    for _ in range(PATIENCE * 20):
        connection = HTTPConnection("127.0.0.1", int(port), timeout=PATIENCE)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except ConnectionRefusedError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(0.05)
                pytest.fail(f"the server ended by itself: {server.communicate()[0]}")
        finally:
            connection.close()
    raise AssertionError("the server did not answer")
