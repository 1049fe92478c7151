"""A plain HTTP client on kept connections: it costs little, so that the server is what is measured."""

import re
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    def cookies(self) -> dict[str, str]:
        """The cookies that it sets."""
        found = re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", self.head, re.IGNORECASE)
        return {name.decode(): value.decode() for name, value in found}


@dataclass(frozen=True)
class Load:
    """How many requests were answered in what time."""

    answered: int
    seconds: float
    median_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.answered / self.seconds


class Connection:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send a request and read the whole answer."""
        self.socket.sendall(request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, body = data.split(b"\r\n\r\n", 1)
        found = LENGTH.search(head)
        missing = (int(found.group(1)) if found else 0) - len(body)
        parts = [body]
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return Answer(int(head[9:12]), head, b"".join(parts))

    def close(self) -> None:
        """Hang up."""
        self.socket.close()

    def _more(self) -> bytes:
        received = self.socket.recv(1 << 18)
        if not received:
            raise ConnectionError("the server hung up")
        return received


def request(
    path: str, cookies: dict[str, str] | None = None, form: str | None = None, gzip: bool = False
) -> bytes:
    """The bytes of a request: a GET, or a POST where there is a form."""
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if gzip:
        lines.append("Accept-Encoding: gzip")
    if form is not None:
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}"]
    return ("\r\n".join(lines) + "\r\n\r\n" + (form or "")).encode()


def once(port: int, asked: bytes) -> Answer:
    """One request on a connection of its own."""
    connection = Connection(port)
    try:
        return connection.ask(asked)
    finally:
        connection.close()


def load(port: int, queues: Sequence[Sequence[bytes]], expect: int = 200) -> Load:
    """Send each queue over a connection of its own, all at the same time, each as fast as it goes."""
    times: list[float] = []
    faults: list[str] = []

    def work(queue: Sequence[bytes]) -> None:
        try:
            connection = Connection(port)
            for asked in queue:
                began = time.perf_counter()
                answer = connection.ask(asked)
                times.append(time.perf_counter() - began)
                if answer.status != expect:
                    faults.append(f"{answer.status} for {asked[:60]!r}")
                    break
            connection.close()
        except OSError as error:
            faults.append(str(error))

    threads = [threading.Thread(target=work, args=(queue,)) for queue in queues]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if faults:
        raise RuntimeError(f"the measurement is void: {faults[0]}")
    return Load(len(times), seconds, median(times) * 1000, quantiles(times, n=100)[98] * 1000)
