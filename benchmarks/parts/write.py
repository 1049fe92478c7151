"""Writing: replies by eight people on both databases, and what readers notice of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from statistics import median
from urllib.parse import urlencode

from benchmarks import client, databases, places
from benchmarks.client import Crowd, Load
from benchmarks.databases import Database, commits
from benchmarks.figures import Figure, as_cheap, at_least, at_most, told
from benchmarks.parts import Bench, Part
from benchmarks.places import WRITTEN_IN, Cookies, Place, token_on
from benchmarks.serving import Server

WRITERS = 8
READERS = 4
ROUNDS = 3
SECONDS = 1.5
FASTEST = 200  # replies a second by one writer; more than that are never made ready
WORDS = "quiet words that answer something. " * 18  # about a hundred
READ = ("200", "5000", "written 0", "50", "written 1")  # and the front page


@dataclass(frozen=True)
class Written:
    """What it took to write replies."""

    per_second: float
    application_ms: float  # processor time of one
    database_ms: float

    @property
    def cpu_ms(self) -> float:
        """Processor time of one, of everything."""
        return self.application_ms + self.database_ms


@dataclass(frozen=True)
class Street:
    """A server with its place, a visitor's cookies, and members with a form before them."""

    server: Server
    place: Place
    visitor: Cookies
    pens: "Pens"

    @property
    def database(self) -> Database:
        """Where it all is stored."""
        return self.place.database

    def write(self, writers: int, conversations: int) -> Written:
        """Have replies written for a while."""
        queues = self.pens.queues(writers, conversations)
        before = self.server.cpu(), self.database.cpu()
        load = Crowd(self.server.port, queues, expect=303, seconds=SECONDS).wait()
        after = self.server.cpu(), self.database.cpu()
        own, below = ((after[number] - before[number]) / len(load.times) * 1000 for number in (0, 1))
        return Written(load.per_second, own, below)

    def read(self, who: Cookies, *, while_writing: bool) -> Load:
        """Have pages read for a while, each reader beginning with another one."""
        paths = ["/", *(self.place.community.address(name) for name in READ)]
        asked = [client.request(path, who, packed=True) for path in paths]
        queues = [asked[number:] + asked[:number] for number in range(READERS)]
        pens = self.pens.queues(WRITERS, WRITTEN_IN) if while_writing else []
        writers = Crowd(self.server.port, pens, expect=303, seconds=SECONDS) if pens else None
        read = Crowd(self.server.port, queues, seconds=SECONDS, again=True).wait()
        if writers:
            writers.wait()
        return read


class Pens:
    """Members with a form before them, who have something new to say every time."""

    def __init__(self, server: Server, place: Place, visitor: Cookies) -> None:
        self._place = place
        self._numbers = count(1)
        self._people: list[tuple[Cookies, str]] = []
        for number in range(len(place.community.tokens)):
            member = place.member(visitor, number)
            path = f"{place.community.address('written 0')}/replies/new"
            page = client.once(server.port, client.request(path, member))
            self._people.append((member | page.cookies(), token_on(page.page)))

    def queues(self, writers: int, conversations: int) -> list[list[bytes]]:
        """More replies than so many writers can send in the time, shared among the conversations."""
        most = int(SECONDS * FASTEST)
        return [
            [self._reply(writer + WRITERS * turn, writer % conversations) for turn in range(most)]
            for writer in range(writers)
        ]

    def _reply(self, person: int, conversation: int) -> bytes:
        member, token = self._people[person % len(self._people)]
        path = self._place.community.address(f"written {conversation}")
        form = urlencode({"csrf_token": token, "body": f"Reply {next(self._numbers)}: {WORDS}"})
        return client.request(f"{path}/replies", member, form)


def measure(bench: Bench) -> Iterator[list[Figure]]:
    """Everything about writing, on SQLite and then on PostgreSQL."""
    yield from _on(bench.place(), "sqlite")
    with databases.postgresql(bench.folder / "cluster") as database:
        yield from _on(places.settle_usual(database), "postgresql")


def _on(place: Place, key: str) -> Iterator[list[Figure]]:
    with place.served() as server:
        visitor = places.through_the_gate(server)
        street = Street(server, place, visitor, Pens(server, place, visitor))
        yield _written(street, key)
        yield _readers(street, key)


def _written(street: Street, key: str) -> list[Figure]:
    name = street.database.name
    street.write(WRITERS, 1)  # the first are not counted
    ways = ((1, 1), (WRITERS, 1), (WRITERS, WRITTEN_IN))
    rounds = [[street.write(*way) for way in ways] for _round in range(ROUNDS)]
    one, same, apart = (median(each[way].per_second for each in rounds) for way in range(len(ways)))
    alone, together = (median(commits(street.database, n) for _ in range(ROUNDS)) for n in (1, WRITERS))
    by = f"replies by 8 writers on {name}"
    found = [
        at_least(f"reply_rate_{key}", f"{by}, beside commits", same, "/s", 300, together),
        at_least(f"reply_rate_apart_{key}", f"{by}, in 8 conversations", apart, "/s", 300, together),
        told(f"reply_rate_alone_{key}", f"replies by 1 writer on {name}, beside commits", one, "/s", alone),
        at_most(f"reply_cpu_{key}", f"a reply on {name}, CPU", median(r[1].cpu_ms for r in rounds), "ms", 4),
    ]
    if street.database.process is not None:
        share = median(each[1].database_ms for each in rounds)
        found.append(told(f"reply_cpu_database_{key}", "of it the database's own", share, "ms"))
    return found


def _readers(street: Street, key: str) -> list[Figure]:
    found = []
    member = street.place.member(street.visitor, len(street.place.community.tokens) - 1)
    for kind, who in (("visitors", street.visitor), ("members", member)):
        street.read(who, while_writing=False)  # the first are not counted
        rounds = [
            tuple(street.read(who, while_writing=busy).p99_ms for busy in (False, True))
            for _round in range(ROUNDS)
        ]
        quiet, busy = (median(each[number] for each in rounds) for number in (0, 1))
        ratio = median(each[1] / each[0] for each in rounds)
        title = f"{kind}' p99 while 8 write on {street.database.name}, beside p99 without"
        found.append(as_cheap(f"readers_{kind}_{key}", title, busy, quiet, ratio, 3))
    return found


PART = Part(
    "write",
    "replies by eight writers, and reading meanwhile, on SQLite and PostgreSQL",
    ("writing on SQLite", "reading meanwhile", "writing on PostgreSQL", "reading meanwhile"),
    measure,
)
