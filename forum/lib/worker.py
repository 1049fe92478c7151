"""Who does the jobs: threads that listen for nudges, and sweep every minute.

`flask alcove worker` is a process of nothing else. Where none is meant to run, one of the web server's
processes does the jobs besides; which one, a lock on a file decides, and when that process ends the
next one takes over.
"""

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from forum.lib import jobs, nudges
from forum.lib.jobs import Recurring

if TYPE_CHECKING:
    from huey.consumer import Worker as Ear

TICK = 60.0  # seconds between sweeps: how late a job is whose nudge was lost
SHORTEST_DOZE, LONGEST_DOZE = 0.1, 1.0  # seconds between looks into a queue that is a file
LAST_JOB = 60.0  # seconds that a worker has to finish what it is at; systemd kills after 90
LAST_JOB_BESIDES = 3.0  # the same beside a web server, which wants to be gone
EXTENSION = "jobs besides"
STOP_SIGNALS = frozenset({signal.SIGTERM, signal.SIGINT})
logger = logging.getLogger(__name__)


class Crew:
    """The threads of one process that do jobs; each listens, and the first one sweeps besides."""

    def __init__(self, app: Flask, schedule: tuple[Recurring, ...], *, hands: int = 1, idles: bool = False):
        self._app = app
        self._schedule = schedule
        self._idles = idles
        self._stopping = threading.Event()
        self._next_sweep = 0.0
        logging.getLogger("huey").setLevel(logging.CRITICAL)  # it repeats a lost connection every second
        self._threads = [
            threading.Thread(target=self.work, args=(number == 0,), name=f"jobs-{number}", daemon=True)
            for number in range(hands)
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float) -> bool:
        """Let each finish what it is at and stop; False if one did not within `patience` seconds."""
        self._stopping.set()
        deadline = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def is_whole(self) -> bool:
        """Whether all threads are at work."""
        return all(thread.is_alive() for thread in self._threads)

    def work(self, sweeps: bool) -> None:
        """Do jobs in the present thread until told to stop."""
        ear = None
        while not self._stopping.is_set():
            if sweeps and time.monotonic() >= self._next_sweep:
                self._sweep()
            try:
                ear = ear or self._listen()
                ear.loop()
            except Exception as fault:  # noqa: BLE001  # without the queue there is still the sweep
                logger.error("the queue cannot be opened: %s", type(fault).__name__)
                self._stopping.wait(min(nudges.QUIET, TICK))
        if ear is not None:
            ear.huey.storage.close()

    def _listen(self) -> "Ear":
        from huey.consumer import Worker

        with self._app.app_context():
            name = nudges.queue_name()
        queue = nudges.of_app(self._app).open_queue(name, self._run, nudges.PATIENCE)
        return Worker(queue.huey, self._stopping, SHORTEST_DOZE, min(LONGEST_DOZE, TICK), 1.15)

    def _sweep(self) -> None:
        try:
            jobs.enqueue_due(self._app, self._schedule)
            began = time.monotonic()
            for _done in jobs.sweep(self._app):
                self._idle(began)
                began = time.monotonic()
                if self._stopping.is_set():
                    return
        except Exception as fault:  # noqa: BLE001  # a worker must outlive whatever it meets
            logger.error("the outbox could not be swept: %s", type(fault).__name__)
        self._next_sweep = time.monotonic() + TICK

    def _run(self, row_id: int) -> None:
        began = time.monotonic()
        try:
            jobs.run(self._app, row_id)
        except Exception as fault:  # noqa: BLE001  # the row is still there, for the sweep
            logger.error("a job could not be begun: %s", type(fault).__name__)
        self._idle(began)

    def _idle(self, began: float) -> None:
        """Beside a web server, be idle as long as one was busy: people wait for the other threads."""
        if self._idles:
            self._stopping.wait(time.monotonic() - began)


def work(app: Flask, schedule: tuple[Recurring, ...], hands: int, ready: Callable[[], None]) -> bool:
    """Do jobs until SIGTERM or SIGINT, then finish what is begun; False if that could not be done."""
    # Waited for instead of handled: a handler that runs amid a lock could wait for itself.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    crew = Crew(app, schedule, hands=hands)
    crew.start()
    ready()
    while signal.sigtimedwait(STOP_SIGNALS, TICK) is None:
        if not crew.is_whole():
            return False
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)  # a second one ends it at once
    return crew.stop(LAST_JOB)


def install_besides(app: Flask, schedule: tuple[Recurring, ...]) -> None:
    """Let the web server's processes do the jobs besides."""
    app.extensions[EXTENSION] = Besides(app, schedule)


def start_besides(app: Flask) -> None:
    """Begin, in a process of the web server, if that is wanted."""
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].start()


def stop_besides(app: Flask) -> None:
    """End, in a process of the web server that is about to exit."""
    if EXTENSION in app.extensions:
        app.extensions[EXTENSION].stop()


class Besides:
    """Jobs done besides answering requests, by a thread in one of the web server's processes at a time."""

    def __init__(self, app: Flask, schedule: tuple[Recurring, ...]) -> None:
        self._lock_file = Path(app.config["DATA_DIR"]) / "jobs.lock"
        self._crew = Crew(app, schedule, hands=0, idles=True)
        self._at_work = threading.Event()
        self._thread = threading.Thread(target=self._take_over, name="jobs-besides", daemon=True)

    def start(self) -> None:
        """Wait in a thread until no other process does the jobs, and then do them."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the job at hand, if this process is the one that does them."""
        self._crew.stop(0)
        if self._at_work.is_set():
            self._thread.join(LAST_JOB_BESIDES)

    def _take_over(self) -> None:
        lock = os.open(self._lock_file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)  # sleeps in the kernel; the end of a process gives the lock away
        self._at_work.set()
        os.truncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())  # for whoever wonders which one it is
        self._crew.work(sweeps=True)
