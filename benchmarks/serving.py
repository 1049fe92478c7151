"""Servers as `make run` starts them, and what their processes cost."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks import client

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds
NGINX = """
daemon off; pid {folder}/pid; error_log /dev/null; worker_processes auto; {user}
events {{ }}
http {{
  access_log off; default_type text/html; sendfile on; keepalive_requests 1000000;
  client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{
    listen 127.0.0.1:{port};
    root {bodies};
    location ~ "[.]br$" {{ add_header Content-Encoding br; }}
  }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    process: psutil.Process
    cold_start: float

    def cpu(self) -> float:
        """Seconds of processor time that the server and its workers have used, user and system."""
        return cpu_of(self.process)

    def memory(self) -> float:
        """Megabytes that the server and its workers hold; what they share is counted once (PSS)."""
        return memory_of(self.process)


def cpu_of(process: psutil.Process) -> float:
    """Seconds of processor time of a process, of its living children, and of those that have ended."""
    own = process.cpu_times()
    spent = own.children_user + own.children_system
    for each in _family(process):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            spent += times.user + times.system
    return float(spent)


def memory_of(process: psutil.Process) -> float:
    """Megabytes that a process and its children hold (PSS)."""
    held = 0
    with suppress(psutil.NoSuchProcess):
        for each in _family(process):
            held += each.memory_full_info().pss
    return held / 1e6


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


@contextmanager
def alcove(settings: Mapping[str, str]) -> Iterator[Server]:
    """Alcove by the server of `make run`, until the block ends."""
    command = [sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app"]
    with serve(command, "/healthz", settings) as server:
        yield server


@contextmanager
def reference(application: str, bodies: Path) -> Iterator[Server]:
    """A bare application by the same server, set up alike."""
    config = "benchmarks/reference_server.py"
    command = [sys.executable, "-m", "gunicorn", "--config", config, f"benchmarks.references:{application}"]
    settings = {"BENCH_BODIES": str(bodies)}
    with serve(command, f"/{next(bodies.iterdir()).name}", settings) as server:
        yield server


@contextmanager
def nginx(bodies: Path, folder: Path) -> Iterator[Server | None]:
    """nginx with the same files; None where it is not installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    folder.mkdir()
    config, port = folder / "nginx.conf", free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(NGINX.format(folder=folder, bodies=bodies, port=port, user=user))
    command = [program, "-p", str(folder), "-c", str(config)]
    with serve(command, f"/{next(bodies.iterdir()).name}", {}, port) as server:
        yield server


@contextmanager
def serve(
    command: Sequence[str], first: str, settings: Mapping[str, str], port: int | None = None
) -> Iterator[Server]:
    """Run a server until the block ends; `first` is the page that must answer first."""
    port = port or free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1", **settings},
        start_new_session=True,
    )
    try:
        _wait(process, port, first)
        yield Server(port, psutil.Process(process.pid), time.perf_counter() - began)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(PATIENCE)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int, first: str) -> None:
    until = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < until:
        try:
            if client.once(port, client.request(first)).status == 200:
                return
        except OSError:
            pass
        time.sleep(0.005)  # the start is what is measured: look often, but leave it the processor
    raise RuntimeError(f"the server did not start: {' '.join(command_of(process))}")


def command_of(process: subprocess.Popen[bytes]) -> list[str]:
    """How a process was started."""
    return [str(part) for part in process.args] if isinstance(process.args, list) else [str(process.args)]
