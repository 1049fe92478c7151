"""How things are measured: in rounds that take turns, so that a busy machine troubles all alike."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from urllib.parse import urljoin

from benchmarks import client
from benchmarks.serving import Server

READERS = 4
ROUNDS = 5
ROUND = 0.6  # seconds: some thousand answers of a bare server, and sixty ticks of the processors' clock
WARM_UP = 0.3
CHANGES = 25  # pages in a round of pages that are made anew
NEXT = re.compile(rb'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"')
ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Round:
    """What one round gave."""

    per_second: float
    cpu_ms: float
    wall_ms: float  # of the answer in the middle


@dataclass(frozen=True)
class Cost:
    """What the rounds gave."""

    rounds: tuple[Round, ...]

    @property
    def per_second(self) -> float:
        """Answers in a second, in the round in the middle."""
        return median(each.per_second for each in self.rounds)

    @property
    def cpu_ms(self) -> float:
        """Processor time of an answer, in the round in the middle."""
        return median(each.cpu_ms for each in self.rounds)

    @property
    def wall_ms(self) -> float:
        """How long an answer took, in the round in the middle."""
        return median(each.wall_ms for each in self.rounds)

    def speed_beside(self, other: "Cost") -> float:
        """How many times as fast: the middle of the ratios of rounds that followed each other."""
        return self._beside(other, lambda one: one.per_second)

    def cpu_beside(self, other: "Cost") -> float:
        """How many times as much processor time."""
        return self._beside(other, lambda one: one.cpu_ms)

    def wall_beside(self, other: "Cost") -> float:
        """How many times as long."""
        return self._beside(other, lambda one: one.wall_ms)

    def _beside(self, other: "Cost", number: Callable[[Round], float]) -> float:
        pairs = zip(self.rounds, other.rounds, strict=True)
        return median(number(own) / max(number(bare), 1e-6) for own, bare in pairs)


Measure = Callable[[], Round]


def in_turn(*measures: Measure, rounds: int = ROUNDS) -> list[Cost]:
    """Measure everything once, and all of it again, and again."""
    found = [[measure() for measure in measures] for _round in range(rounds)]
    return [Cost(column) for column in zip(*found, strict=True)]


def warm(server: Server, asked: bytes, people: int = READERS) -> Measure:
    """The same request by several people as fast as it goes; the first answers are not counted."""
    client.load(server.port, asked, people, WARM_UP)

    def measure() -> Round:
        before = server.cpu()
        load = client.load(server.port, asked, people, ROUND)
        spent = server.cpu() - before
        return Round(load.per_second, spent / len(load.times) * 1000, load.median_ms)

    return measure


def changed(
    server: Server, asked: bytes, change: Callable[[], None], times: int = CHANGES, differs: bool = True
) -> Measure:
    """The same request by one person, with a change of what it shows before each answer.

    The change is made by this process at the database, so that it costs the server nothing. Where the
    page shows it, it is looked at: an answer like the one before would be a stale one.
    """

    def measure() -> Round:
        connection, walls, last = client.Connection(server.port), [], b""
        before = server.cpu()
        for _time in range(times):
            change()
            began = time.perf_counter()
            answer = connection.ask(asked)
            walls.append(time.perf_counter() - began)
            if answer.status != 200 or (differs and answer.body == last):
                raise RuntimeError(f"the measurement is void: {answer.status}, or a stale page")
            last = answer.body
        spent = server.cpu() - before
        connection.close()
        return Round(times / sum(walls), spent / times * 1000, median(walls) * 1000)

    return measure


def whole_conversation(port: int, path: str, cookies: dict[str, str]) -> tuple[int, float, int]:
    """Requests, seconds and bytes on the wire that it takes to read all of a conversation."""
    connection = client.Connection(port)
    began, requests, size = time.perf_counter(), 0, 0
    following: str | None = path
    while following:
        answer = connection.ask(client.request(following, cookies, packed=True))
        requests, size = requests + 1, size + answer.size
        found = NEXT.search(answer.page)
        link = (found.group(1) or found.group(2)).decode().replace("&amp;", "&") if found else None
        following = urljoin(following, link).partition("#")[0] if link else None
    seconds = time.perf_counter() - began
    connection.close()
    return requests, seconds, size


def first_paint(port: int, path: str, cookies: dict[str, str]) -> tuple[int, int]:
    """Requests and bytes on the wire before a first visit shows a page: HTML, styles, scripts."""
    page = client.once(port, client.request(path, cookies, packed=True))
    assets = sorted({found.decode() for found in ASSET.findall(page.page)})
    answers = [client.once(port, client.request(asset, packed=True)) for asset in assets]
    return 1 + len(answers), sum(answer.size for answer in [page, *answers])
