"""A crowd that asks without pause, and keeps count of what became of each request.

A request is *lost* when it went out on a connection that the server had taken and no whole answer came
back. It is not lost where the connection was refused, for then nothing was sent and the client may try
again; nor where a connection that had been answered before is closed before the next request, as
HTTP lets a server do at any time.
"""

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 30  # seconds
ANSWERED: Final = "answered"
REFUSED: Final = "refused"
BETWEEN: Final = "closed between two requests"
LOST: Final = "lost"
CUT: Final = "cut off amid the answer"


class Crowd:
    """Some who keep their connection, and some who come anew for each request."""

    def __init__(self, port: int, path: str, *, keeping: int = 4, coming_anew: int = 2) -> None:
        self.outcomes: Counter[str] = Counter()
        self._port = port
        self._path = path
        self._enough = threading.Event()
        kinds = [True] * keeping + [False] * coming_anew
        self._people = [threading.Thread(target=self._ask, args=(keep,)) for keep in kinds]

    @contextmanager
    def asking(self) -> Iterator["Crowd"]:
        """Ask for as long as the block lasts."""
        for person in self._people:
            person.start()
        try:
            self.wait_for_answers(20)
            yield self
        finally:
            self._enough.set()
            for person in self._people:
                person.join(PATIENCE)

    def wait_for_answers(self, more: int) -> None:
        """Wait until so many more have been answered."""
        wanted, until = self.outcomes[ANSWERED] + more, time.monotonic() + PATIENCE
        while self.outcomes[ANSWERED] < wanted:
            assert time.monotonic() < until, f"nobody is answered any more: {self.outcomes}"
            self._enough.wait(0.01)

    def _ask(self, keep: bool) -> None:
        asked = f"GET {self._path} HTTP/1.1\r\nHost: x\r\n{'' if keep else 'Connection: close'}"
        request = asked.rstrip("\r\n").encode() + b"\r\n\r\n"
        connection: socket.socket | None = None
        while not self._enough.is_set():
            fresh = connection is None
            if connection is None:
                connection = self._come()
            if connection is None:
                self._enough.wait(0.01)
                continue
            outcome, stays = exchange(connection, request)
            self.outcomes[BETWEEN if outcome == LOST and not fresh else outcome] += 1
            if not stays:
                connection.close()
                connection = None
        if connection:
            connection.close()

    def _come(self) -> socket.socket | None:
        try:
            return socket.create_connection(("127.0.0.1", self._port), PATIENCE)
        except ConnectionRefusedError:
            self.outcomes[REFUSED] += 1
            return None


def exchange(connection: socket.socket, request: bytes) -> tuple[str, bool]:
    """Send a request and read the whole answer: what became of it, and whether the connection stays."""
    data = b""
    try:
        connection.sendall(request)
        while b"\r\n\r\n" not in data:
            data += _more(connection)
        head, body = data.split(b"\r\n\r\n", 1)
        found = LENGTH.search(head)
        assert found, head
        while len(body) < int(found.group(1)):
            body += _more(connection)
    except OSError:
        return (CUT if data else LOST), False
    status = int(head[9:12])
    return (ANSWERED if status in (200, 403) else str(status)), b"connection: close" not in head.lower()


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(1 << 16)
    if not received:
        raise ConnectionResetError
    return received
