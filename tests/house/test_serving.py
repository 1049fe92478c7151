"""The production server, as `make run` starts it: it answers, keeps no log, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.house.source import ROOT

PATIENCE = 30  # seconds; a cold start takes one on a quiet machine


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    """An operator's environment on a machine where nothing has been set up."""
    return {
        **os.environ,
        "HOME": str(tmp_path),
        "ALCOVE_DATA_DIR": str(tmp_path / "data"),
        "ALCOVE_DEMO": "0",
        "PORT": str(_free_port()),
    }


@pytest.fixture
def server(settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Alcove, prepared and serving."""
    prepare = [sys.executable, "-m", "flask", "alcove", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=settings, check=True, capture_output=True)
    serve = [sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app"]
    process = subprocess.Popen(
        serve, cwd=ROOT, env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def _get(server: subprocess.Popen[str], port: str, path: str) -> int:
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


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_it_answers_and_stops_cleanly(
    server: subprocess.Popen[str], settings: dict[str, str], stop: signal.Signals
) -> None:
    assert _get(server, settings["PORT"], "/healthz") == 200
    assert _get(server, settings["PORT"], "/readyz") == 200
    assert _get(server, settings["PORT"], "/") == 403, "a visitor meets the gate"
    server.send_signal(stop)
    output, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert "127.0.0.1" not in output.replace("http://127.0.0.1", ""), "no address of a reader is kept"
    assert not list(Path(settings["HOME"]).rglob("*.ctl")), "no door but the port is opened"


def _send(port: str, request: bytes) -> bytes:
    """The beginning of the answer to a request that no browser would send."""
    with socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE) as connection:
        connection.sendall(request)
        return connection.recv(100)


def test_a_broken_request_leaves_no_trace(server: subprocess.Popen[str], settings: dict[str, str]) -> None:
    assert _get(server, settings["PORT"], "/healthz") == 200
    broken = b"GET /u/Wren HTTP/1.1\r\nHost: x\r\nWords of Wren\r\n\r\n"
    assert b" 400 " in _send(settings["PORT"], broken)
    server.send_signal(signal.SIGTERM)
    output, _ = server.communicate(timeout=PATIENCE)
    assert "127.0.0.1" not in output.replace("http://127.0.0.1", "")
    assert "Wren" not in output


def test_no_header_moves_the_site_to_another_address(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    assert _get(server, settings["PORT"], "/healthz") == 200
    for header in (b"SCRIPT_NAME: /elsewhere", b"PATH_INFO: /healthz"):
        request = b"GET /elsewhere/healthz HTTP/1.1\r\nHost: x\r\n%s\r\nConnection: close\r\n\r\n" % header
        assert b" 403 " in _send(settings["PORT"], request)


def test_preparing_twice_is_harmless(settings: dict[str, str]) -> None:
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-m", "flask", "alcove", "prepare"],
            cwd=ROOT,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
