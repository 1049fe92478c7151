"""The production server, as `make run` starts it: it answers, keeps no log, and stops when told."""

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tests.serving.conftest import PATIENCE, get


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
def test_it_answers_and_stops_cleanly(
    server: subprocess.Popen[str], settings: dict[str, str], stop: signal.Signals
) -> None:
    assert get(server, settings["PORT"], "/healthz") == 200
    assert get(server, settings["PORT"], "/readyz") == 200
    assert get(server, settings["PORT"], "/") == 403, "a visitor meets the gate"
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
    assert get(server, settings["PORT"], "/healthz") == 200
    broken = b"GET /u/Wren HTTP/1.1\r\nHost: x\r\nWords of Wren\r\n\r\n"
    assert b" 400 " in _send(settings["PORT"], broken)
    server.send_signal(signal.SIGTERM)
    output, _ = server.communicate(timeout=PATIENCE)
    assert "127.0.0.1" not in output.replace("http://127.0.0.1", "")
    assert "Wren" not in output


def test_no_header_moves_the_site_to_another_address(
    server: subprocess.Popen[str], settings: dict[str, str]
) -> None:
    assert get(server, settings["PORT"], "/healthz") == 200
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


def test_it_prepares_an_empty_place_by_itself_when_asked_to(
    settings: dict[str, str], start: Callable[..., subprocess.Popen[str]]
) -> None:
    server = start(settings | {"ALCOVE_PREPARE": "1", "ALCOVE_DEMO": "1"}, prepared=False)
    assert get(server, settings["PORT"], "/readyz") == 200
    server.send_signal(signal.SIGTERM)
    said, _ = server.communicate(timeout=PATIENCE)
    assert "demo-moderator" in said


def test_it_does_not_serve_what_could_not_be_prepared(
    settings: dict[str, str], start: Callable[..., subprocess.Popen[str]]
) -> None:
    nowhere = {"ALCOVE_DATABASE_URL": "sqlite:////nowhere/at/all.db", "ALCOVE_PREPARE": "1"}
    server = start(settings | nowhere, prepared=False)
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode == 1
    assert "Traceback" not in said


@pytest.mark.parametrize("workers", ["many", "0", "-1"])
def test_a_number_of_workers_that_is_none_is_refused_in_a_sentence(
    settings: dict[str, str], start: Callable[..., subprocess.Popen[str]], workers: str
) -> None:
    server = start(settings | {"ALCOVE_WORKERS": workers}, prepared=False)
    said, _ = server.communicate(timeout=PATIENCE)
    assert server.returncode != 0
    assert said.strip() == "Alcove cannot start. ALCOVE_WORKERS must be a number from 1 to 512."
