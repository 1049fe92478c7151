"""Servers as `make run` starts them, and what their processes cost."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import client

ROOT = Path(__file__).parents[1]
PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process
    cold_start: float

    def cpu(self) -> float:
        """Seconds of processor time that the server and its workers have used, user and system."""
        spent = [process.cpu_times() for process in self._all()]
        return float(sum(times.user + times.system for times in spent))

    def memory(self) -> float:
        """Megabytes that the server and its workers hold; what they share is counted once (PSS)."""
        return float(sum(process.memory_full_info().pss for process in self._all()) / 1e6)

    def _all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


@contextmanager
def serve(application: str, first: str, **settings: str) -> Iterator[Server]:
    """Serve an application until the block ends; `first` is the page that must answer first."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # The references have no database to leave behind, and pre_fork asks for one.
    config = "forum/server.py" if application == "wsgi:app" else "benchmarks/reference_server.py"
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", config, application],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={
            **os.environ,
            "PYTHONDONTWRITEBYTECODE": "",  # as `make run` has it
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "ALCOVE_DEMO": "0",
            **settings,
        },
    )
    try:
        _wait(process, port, first)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(process: subprocess.Popen[bytes], port: int, first: str) -> None:
    until = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < until:
        try:
            client.once(port, client.request(first))
        except OSError:
            time.sleep(0.005)  # the start is what is measured: look often, but leave it the processor
        else:
            return
    raise RuntimeError("the server did not start")
