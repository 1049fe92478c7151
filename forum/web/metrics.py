"""What an operator can count: requests by view, never by address, and how the server fares.

Each process counts for itself, in files that all workers of a server share in memory; whoever is asked
adds them up. Nothing here tells what somebody read: a view's name is the same for every piece.
"""

import hmac
import os
import time
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, has_request_context, request
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from forum.lib import clock, logs, outbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the library's name for where the workers' counts are
# In the environment of a request: the view that answers it, the one whose page was kept, whether it now is.
VIEW = "alcove.view"
FROM_MEMORY = "alcove.from_memory"
NOW_KEPT = "alcove.now_kept"
METHODS = frozenset({"GET", "HEAD", "POST"})
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
# Whoever sends one of these has come through something that stands on this machine.
OF_PROXIES = ("X_FORWARDED_FOR", "X_FORWARDED_HOST", "X_FORWARDED_PROTO", "FORWARDED", "VIA", "X_REAL_IP")

REQUESTS = Counter("alcove_requests", "Requests by view and outcome.", ["view", "method", "status"])
DURATION = Histogram("alcove_request_seconds", "Time until an answer began.", ["by"], buckets=SECONDS)
DATABASE_FAULTS = Counter("alcove_database_faults", "Requests that the database did not answer.")
KEPT_PAGES = Counter("alcove_kept_pages", "Visitors' pages that could be kept in memory.", ["found"])


class Meter:
    """The outermost application: counts what goes through."""

    def __init__(self, application: "WSGIApplication") -> None:
        self._next = application
        self._requests: dict[tuple[str, str, str], Counter] = {}
        self._durations = {by: DURATION.labels(by) for by in ("memory", "view", "file")}
        self._kept = {found: KEPT_PAGES.labels(found) for found in ("yes", "no")}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Let the next one answer, and count."""
        began, status = time.perf_counter(), "500"

        def start(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, headers, *rest)

        try:
            return self._next(environ, start)
        finally:
            self._count(environ, status, time.perf_counter() - began)

    def _count(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        by, view = _answered_by(environ)
        method = environ["REQUEST_METHOD"]
        key = (view, method if method in METHODS else "other", f"{status[0]}xx")
        counter = self._requests.get(key)
        if counter is None:
            counter = self._requests[key] = REQUESTS.labels(*key)
        counter.inc()
        self._durations[by].observe(seconds)
        if by == "memory":
            self._kept["yes"].inc()
        elif NOW_KEPT in environ:
            self._kept["no"].inc()
        logs.request(view, key[1], status, seconds)


def _answered_by(environ: "WSGIEnvironment") -> tuple[str, str]:
    """Which part answered, and as which view."""
    kept: str | None = environ.get(FROM_MEMORY)
    if kept is not None:
        return "memory", kept
    view: str | None = environ.get(VIEW)
    return ("file", "static") if view is None else ("view", view)


def _note_view() -> None:
    """Flask forgets it before the outermost application hears of the answer."""
    request.environ[VIEW] = request.endpoint or "none"


def note_views(app: Flask) -> None:
    """Have each request's view known, to the counts and to the log, before anything can refuse it."""
    app.before_request(_note_view)
    logs.ask_for_view(lambda: request.endpoint if has_request_context() else None)


def may_read() -> bool:
    """Whether this request may see the counts: by the token, or where none is set, from this machine."""
    token = current_app.config["METRICS_TOKEN"]
    if token:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    if any(f"HTTP_{name}" in request.environ for name in OF_PROXIES):
        return False
    try:
        return ip_address(request.environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:  # a Unix socket: only a proxy comes by it
        return False


def text() -> bytes:
    """All counts, in the form that Prometheus reads."""
    registry = CollectorRegistry()
    registry.register(_Now())
    if SHARED in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library has half its types
        return generate_latest(registry)
    return generate_latest(REGISTRY) + generate_latest(registry)


class _Now(Collector):
    """What is not counted but looked at when somebody asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The outbox, and the memory of the server's processes."""
        oldest = outbox.oldest()
        age = (clock.now() - oldest).total_seconds() if oldest else 0.0
        yield _gauge("alcove_outbox_rows", "Jobs that wait.", outbox.depth())
        yield _gauge("alcove_outbox_oldest_seconds", "For how long the oldest has waited.", age)
        failing = sum(outbox.failing().values())
        yield _gauge("alcove_outbox_failing_rows", "Jobs that failed at least once and wait.", failing)
        processes = _processes()
        yield _gauge("alcove_processes", "Processes of this server.", len(processes))
        memory = sum(_memory(process) for process in processes)
        yield _gauge("alcove_memory_bytes", "Memory of them all, what they share counted once.", memory)


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=value)


def _processes() -> list[int]:
    """The server's first process and its workers; this one alone where it is no worker."""
    if SHARED not in os.environ:
        return [os.getpid()]
    first = os.getppid()
    try:
        workers = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    except OSError:
        return [os.getpid()]
    return [first, *(int(worker) for worker in workers)]


def _memory(process: int) -> int:
    """Bytes by proportional share; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
