"""A plain HTTP client on kept connections: it costs little, so that the server is what is measured."""

import math
import multiprocessing
import re
import socket
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle
from multiprocessing.connection import Connection as Pipe
from statistics import median, quantiles
from typing import Any

from forum.web import compression

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
ENCODING = re.compile(rb"\r\ncontent-encoding: *(\w+)", re.IGNORECASE)
PATIENCE = 60  # seconds
FORK = multiprocessing.get_context("fork")  # threads would share one interpreter's lock


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    @property
    def page(self) -> bytes:
        """The body as the page reads, whether it was sent compressed or not."""
        encoding = ENCODING.search(self.head)
        return compression.unpack(self.body, encoding.group(1).decode() if encoding else "")

    @property
    def size(self) -> int:
        """Bytes on the wire."""
        return len(self.head) + 4 + len(self.body)

    def cookies(self) -> dict[str, str]:
        """The cookies that it sets."""
        found = re.findall(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", self.head, re.IGNORECASE)
        return {name.decode(): value.decode() for name, value in found}


@dataclass(frozen=True)
class Load:
    """How long each of many requests took, and all of them together."""

    times: tuple[float, ...]
    seconds: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.times) / self.seconds

    @property
    def median_ms(self) -> float:
        """Half of the answers came sooner."""
        return median(self.times) * 1000

    @property
    def p99_ms(self) -> float:
        """All but one answer in a hundred came sooner."""
        return quantiles(self.times, n=100)[98] * 1000


class Connection:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """Send a request and read the whole answer."""
        self.socket.sendall(request)
        data = self._more()
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
    path: str, cookies: dict[str, str] | None = None, form: str | None = None, packed: bool = False
) -> bytes:
    """The bytes of a request: a GET, or a POST where there is a form."""
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/html"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if packed:
        lines.append("Accept-Encoding: gzip, deflate, br, zstd")
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


class Crowd:
    """People who send requests at the same time, each over a connection of their own, as fast as it goes.

    Each is a process and has a queue of requests, which is sent once or, where there is a number of
    seconds, until they are over: then `again` says whether a queue that ends begins anew.
    """

    def __init__(
        self,
        port: int,
        queues: Sequence[Sequence[bytes]],
        *,
        expect: int = 200,
        seconds: float = math.inf,
        again: bool = False,
    ) -> None:
        self._people = []
        for queue in queues:
            here, there = FORK.Pipe(duplex=False)
            requests = cycle(queue) if again else queue
            process = FORK.Process(target=_send, args=(port, requests, expect, seconds, there), daemon=True)
            process.start()
            there.close()
            self._people.append((process, here))

    def wait(self) -> Load:
        """Let all come to their end."""
        told = [pipe.recv() for _process, pipe in self._people]
        for process, pipe in self._people:
            process.join()
            pipe.close()
        faults = [each["fault"] for each in told if each["fault"]]
        if faults:
            raise RuntimeError(f"the measurement is void: {faults[0]}")
        began, ended = min(each["began"] for each in told), max(each["ended"] for each in told)
        return Load(tuple(taken for each in told for taken in each["times"]), ended - began)


def load(port: int, asked: bytes, people: int, seconds: float) -> Load:
    """The same request again and again."""
    return Crowd(port, [[asked]] * people, seconds=seconds, again=True).wait()


def _send(port: int, requests: Iterable[bytes], expect: int, seconds: float, pipe: Pipe) -> None:
    times: list[float] = []
    told: dict[str, Any] = {"times": times, "fault": "", "began": time.perf_counter()}
    clock, until = time.perf_counter, time.perf_counter() + seconds
    try:
        connection = Connection(port)
        for asked in requests:
            began = clock()
            if began > until:
                break
            answer = connection.ask(asked)
            times.append(clock() - began)
            if answer.status != expect:
                told["fault"] = f"{answer.status} for {asked[:60]!r}"
                break
        connection.close()
    except OSError as error:
        told["fault"] = str(error)
    told["ended"] = clock()
    pipe.send(told)
