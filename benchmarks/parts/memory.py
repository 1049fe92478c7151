"""Memory: of a server that has just started, that works, and that has worked for long."""

from collections.abc import Iterator

from benchmarks import client, places
from benchmarks.client import Crowd
from benchmarks.figures import Figure, as_cheap, at_most
from benchmarks.measuring import READERS, WARM_UP
from benchmarks.parts import Bench, Part
from benchmarks.places import Cookies, Place

MANY = 100_000
FIRST = 10_000  # after which it is warm
MEMBERS = 50  # one request in so many is a member's, whose page is made anew
FLAT = 1.05


def measure(bench: Bench) -> Iterator[list[Figure]]:
    """A hundred thousand requests, looked at three times."""
    place = bench.place()
    with place.served() as server:
        client.load(server.port, client.request("/healthz"), 2 * READERS, WARM_UP)  # all workers are there
        idle = server.memory()
        queues = _queues(place, places.through_the_gate(server))
        step = MANY // FIRST
        Crowd(server.port, [queue[: len(queue) // step] for queue in queues]).wait()
        early = server.memory()
        yield [
            at_most("memory_idle", "memory, idle", idle, "MB", 120),
            at_most("memory_loaded", f"memory after {FIRST:,} requests", early, "MB", 120),
        ]
        Crowd(server.port, [queue[len(queue) // step :] for queue in queues]).wait()
        late = server.memory()
    yield [
        at_most("memory_long", f"memory after {MANY:,} requests", late, "MB", 120),
        as_cheap("memory_flat", f"the same beside after {FIRST:,}", late, early, late / early, FLAT, "MB"),
    ]


def _queues(place: Place, visitor: Cookies) -> list[list[bytes]]:
    """Every page there is, again and again, plain and compressed, and now and then by a member."""
    member = place.member(visitor)
    paths = ["/", f"/s/{place.community.space}", "/moderation/log", "/u/Reader1", "/about/rules"]
    paths += [place.community.address(name) for name in place.community.pieces]
    paths += [f"{place.community.address('5000')}?sort=newest", "/about"]
    queue = []
    for number in range(MANY // READERS):
        path = paths[number % len(paths)]
        mine = number % MEMBERS == 0
        queue.append(client.request(path, member if mine else visitor, packed=number % 3 != 0))
    return [queue] * READERS


PART = Part(
    "memory",
    "idle, after a load, and after 100,000 requests",
    ("a short load", "a long load"),
    measure,
)
