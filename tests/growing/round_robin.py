"""A small proxy that sends each request to the next of several servers, as a balancer would."""

import itertools
import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from socketserver import StreamRequestHandler, ThreadingTCPServer

LENGTH = re.compile(rb"^content-length:\s*(\d+)", re.IGNORECASE | re.MULTILINE)
CONNECTION = re.compile(rb"^connection:[^\r]*\r\n", re.IGNORECASE | re.MULTILINE)
PATIENCE = 30.0  # seconds


class RoundRobin(ThreadingTCPServer):
    """Takes one request per connection, and gives each to the server whose turn it is."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[int, str]] = []  # which server was asked for what, files left out
        self._turns: dict[bool, Iterator[int]] = {}
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def serve(self, ports: Sequence[int]) -> None:
        """Begin to send requests to these servers in turn."""
        self._turns = {is_file: itertools.cycle(ports) for is_file in (True, False)}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def next_server(self, asked: str) -> int:
        """Whose turn it is; files have turns of their own, so two pages in a row never meet one server."""
        is_file = " /static/" in asked
        with self._lock:
            port = next(self._turns[is_file])
            if not is_file:
                self.asked.append((port, asked))
        return port


class _Handler(StreamRequestHandler):
    server: RoundRobin

    def handle(self) -> None:
        """Pass one request on, and its answer back."""
        head = b"".join(iter(self.rfile.readline, b"\r\n"))
        if not head.endswith(b"\r\n"):
            return  # browsers open connections that they do not use
        length = LENGTH.search(head)
        body = self.rfile.read(int(length[1])) if length else b""
        asked = head.partition(b"\r\n")[0].decode()
        head = CONNECTION.sub(b"", head) + b"Connection: close\r\n\r\n"
        with socket.create_connection(("127.0.0.1", self.server.next_server(asked)), PATIENCE) as there:
            there.sendall(head + body)
            with suppress(BrokenPipeError, ConnectionResetError):  # the browser has gone on
                for part in iter(lambda: there.recv(65536), b""):
                    self.wfile.write(part)


@contextmanager
def round_robin() -> Iterator[RoundRobin]:
    """A proxy that listens on a port of its own."""
    with RoundRobin() as proxy:
        yield proxy
        proxy.shutdown()
