"""gunicorn's threaded worker, which lends a thread only to who has said what they want.

Two things are added. A connection waits beside the threads until its request has arrived, so that slow
or silent ones keep nobody else waiting. And a worker that stops first answers whoever stands in the
queue of the system, instead of hanging up on them; even one that was stopped before it had begun.
"""

import ctypes
import logging
import re
import signal
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.glogging import Logger
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

PATIENCE = 10.0  # seconds for a request to arrive: a phone that changes cells takes a few
LONGEST = 30.0  # seconds from when a thread takes a request until the answer is out
LOOK_AGAIN = 0.05  # seconds after which a request that came in part is looked at again
WHOLE = 32 * 1024  # bytes that are waited for; longer ones are read by the thread, within LONGEST
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
STOPS = frozenset({signal.SIGTERM, signal.SIGQUIT, signal.SIGINT})
SO_ATTACH_FILTER = 26  # asm-generic/socket.h
NO_NEWCOMERS = (  # for linux/filter.h; byte 13 of a TCP header has the flags, and SYN (2) begins a connection
    (0x30, 0, 0, 13),  # load it
    (0x45, 0, 1, 2),  # SYN is set, or one further
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # keep
)
ASKS_TO_GO_ON = re.compile(rb"\r\nexpect:", re.IGNORECASE)  # sends its body only after an answer


class ServerLog(Logger):
    """gunicorn's own log, handed on to ours (`forum.lib.logs`)."""

    def setup(self, cfg: Any) -> None:
        """Keep no files, formats and levels of its own."""
        self.loglevel = logging.NOTSET
        for log in (self.error_log, self.access_log):
            log.handlers[:] = []
            log.setLevel(logging.NOTSET)
            log.propagate = True


class PatientWorker(ThreadWorker):
    """A worker that waits for requests without a thread, and empties the queue before it goes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._until: dict[TConn, float] = {}  # when a connection that has not asked is hung up on
        self._silent: set[TConn] = set()  # those of which nothing has arrived; the system wakes us
        self._began: dict[TConn, float] = {}  # when a thread took what it is at

    def init_signals(self) -> None:
        """Hear signals; those that have come since the fork were kept back until now."""
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the first process decides
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def enqueue_req(self, conn: TConn) -> None:
        """Give a connection to a thread, or keep it until its request is there."""
        seen = _peek(conn)
        if seen is None or is_whole(seen):
            self._until.pop(conn, None)
            conn.data_ready = True
            super().enqueue_req(conn)
            return
        self._until.setdefault(conn, time.monotonic() + PATIENCE)
        if not seen:
            self._silent.add(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self._heard, conn))

    def handle(self, conn: TConn) -> Any:
        """Answer a request, in a thread."""
        self._began[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._began[conn]

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what happens next, and look again at what has arrived in part."""
        if len(self._until) > len(self._silent):
            timeout = min(timeout, LOOK_AGAIN)
        super().wait_for_and_dispatch_events(timeout)
        for conn in [conn for conn in self._until if conn not in self._silent]:
            self.enqueue_req(conn)
        self._hang_up()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Begin or cease to take connections; for good, when the worker stops."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        for listener in self.sockets:
            taken = -1
            while taken < self.nr_conns:
                taken = self.nr_conns
                self.accept(listener)
            listener.close()  # now: who comes later is refused, and can try again, or meets a new worker

    def _heard(self, conn: TConn, _sock: socket.socket) -> None:
        self._forget_to_listen(conn)
        self.enqueue_req(conn)

    def _forget_to_listen(self, conn: TConn) -> None:
        self._silent.discard(conn)
        self.poller.unregister(conn.sock)

    def _hang_up(self) -> None:
        now = time.monotonic()
        if not self.alive:  # what has not begun to ask by now can ask the next worker
            for conn in self._silent:
                self._until[conn] = min(self._until[conn], now + STOP_KEEPALIVE_LINGER)
        for conn in [conn for conn, until in self._until.items() if until < now]:
            if conn in self._silent:
                self._forget_to_listen(conn)
            del self._until[conn]
            self.nr_conns -= 1
            conn.close()
        for conn in [conn for conn, began in list(self._began.items()) if began < now - LONGEST]:
            _cut(conn)


def keep_stops_back() -> None:
    """Have a worker that is being forked hear signals to stop only when it can obey them, but then all."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)


def hear_stops() -> None:
    """Hear them again, in the process that has forked."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)


def let_nobody_else_come(listener: socket.socket) -> None:
    """Have the system overlook who knocks from now on, so that the last in its queue can be answered.

    Without it, who comes between the last look into the queue and its end is hung up on. Who knocks
    does so again after a second, and is refused, or meets the next server.
    """
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in NO_NEWCOMERS))
    described = struct.pack("HP", len(NO_NEWCOMERS), ctypes.addressof(program))
    with suppress(OSError):  # a system without it closes the door a moment later
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, described)


def is_whole(seen: bytes) -> bool:
    """Whether a thread can go to work with what has arrived, without waiting for more."""
    if len(seen) >= WHOLE:
        return True
    end = seen.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = seen[: end + 2]
    length = LENGTH.search(head)
    if not length or ASKS_TO_GO_ON.search(head):
        return True
    whole = end + 4 + int(length.group(1))
    return whole > WHOLE or len(seen) >= whole


def _peek(conn: TConn) -> bytes | None:
    """What has arrived and is still to be read; None where only reading can tell."""
    if conn.parser is not None and conn.parser.unreader.buf.getvalue():
        return None
    try:
        return conn.sock.recv(WHOLE, socket.MSG_PEEK | socket.MSG_DONTWAIT) or None
    except BlockingIOError:
        return b""
    except OSError:
        return None


def _cut(conn: TConn) -> None:
    """End a connection under the thread that reads or writes it; the thread closes it."""
    try:
        conn.sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it is gone already
        return
