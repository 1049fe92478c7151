"""Growth: the same page while the database, or the conversation itself, is a thousand times as large."""

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from statistics import median

from benchmarks import client, growth, places
from benchmarks.databases import Database
from benchmarks.editor import Editor
from benchmarks.figures import Figure, as_cheap, told
from benchmarks.growth import SIZES, THREADS
from benchmarks.measuring import READERS, WARM_UP, Cost, changed, in_turn, warm
from benchmarks.parts import Bench, Part
from benchmarks.places import Cookies, Place
from benchmarks.serving import Server

MOST = 1.2
NAMES = {1_000: "10³", 100_000: "10⁵", 1_000_000: "10⁶"}
NOBODY_WORKS = {"ALCOVE_JOBS": "worker"}  # a first sweep over a million replies would be measured too
ROUNDS = 3
COLD_STARTS = 2
PIECE = "mixed 0"
REPLY = re.compile(rb'data-reply="([^"]+)"')


def measure(_bench: Bench) -> Iterator[list[Figure]]:
    """Everything about growth; the largest database is filled only where it is not there yet."""
    sizes = list(growth.places())
    yield []
    with ExitStack() as stack:
        servers = [stack.enter_context(place.served(**NOBODY_WORKS)) for place in sizes]
        visitors = [places.through_the_gate(server) for server in servers]
        yield _of_database(sizes, servers, visitors)
        yield _of_thread(sizes[-1], servers[-1], visitors[-1])
    yield _cold(sizes[0], sizes[-1])


def _of_database(sizes: list[Place], servers: list[Server], visitors: list[Cookies]) -> list[Figure]:
    three = list(zip(sizes, servers, visitors, strict=True))
    address = sizes[0].community.address(PIECE)
    asked = [client.request(address, visitor, packed=True) for visitor in visitors]
    mine = [place.member(visitor) for place, _server, visitor in three]
    editors = [Editor(place, PIECE) for place in sizes]
    questions = {
        "growth_changed": (
            "visitor reads 200 replies after a change",
            [changed(*each) for each in zip(servers, asked, editors, strict=True)],
        ),
        "growth_warm": (
            "the same, warm",
            [warm(*each) for each in zip(servers, asked, strict=True)],
        ),
        "growth_member": (
            "member reads 200 replies",
            [warm(each, client.request(address, who)) for each, who in zip(servers, mine, strict=True)],
        ),
        "growth_list": (
            "member reads the front page",
            [warm(each, client.request("/", who)) for each, who in zip(servers, mine, strict=True)],
        ),
    }
    found = []
    for key, (title, measures) in questions.items():
        costs = in_turn(*measures, rounds=ROUNDS)
        for size, cost in zip(SIZES[1:], costs[1:], strict=True):
            words = f"{title}, {NAMES[size]} replies in the database beside {NAMES[SIZES[0]]}, CPU"
            found.append(_beside(f"{key}_{len(str(size)) - 1}", words, cost, costs[0]))
    return found


def _of_thread(place: Place, server: Server, visitor: Cookies) -> list[Figure]:
    names = [PIECE, *(f"thread {size}" for size in THREADS)]
    addresses = [place.community.address(name) for name in names]
    editors = [Editor(place, name) for name in names]
    # Fifty replies are fewer than a page holds, so what a whole page costs is compared from 200 on.
    whole = [0, *range(2, len(names))]

    def after_change(suffixes: list[str]) -> list[Cost]:
        paths = [addresses[number] + suffix for number, suffix in zip(whole, suffixes, strict=True)]
        asked = [client.request(path, visitor, packed=True) for path in paths]
        shown = not any(suffixes)
        turns = zip(asked, [editors[number] for number in whole], strict=True)
        return in_turn(*(changed(server, each, edit, differs=shown) for each, edit in turns), rounds=ROUNDS)

    first = after_change([""] * len(whole))
    newest = after_change(["?sort=newest"] * len(whole))
    middles = ["?sort=newest", *(f"?page={_in_the_middle(place, name)}" for name in names[2:])]
    middle = after_change(middles)
    warmed = in_turn(
        *(warm(server, client.request(path, visitor, packed=True)) for path in addresses), rounds=ROUNDS
    )
    found = []
    for number, size in enumerate(THREADS[1:], 1):
        title = f"thread of {size:,} replies"
        found += [
            _beside(f"thread_changed_{size}", f"{title}, first page beside 200", first[number], first[0]),
            _beside(f"thread_newest_{size}", f"{title}, newest first beside 200", newest[number], newest[0]),
            _beside(f"thread_warm_{size}", f"{title}, warm beside 50", warmed[number + 1], warmed[1]),
        ]
    words = f"page in the middle of {THREADS[2]:,} replies beside one of {THREADS[1]:,}"
    return [*found, _beside("thread_middle", words, middle[2], middle[1])]


def _cold(small: Place, large: Place) -> list[Figure]:
    """What neither the server nor the machine remembers; the replies lie all over the file."""
    pieces = {
        small.database: [small.community.address(f"mixed {number}") for number in range(growth.SPREAD)],
        large.database: [
            large.community.address(f"spread {number} over {SIZES[-1]}") for number in range(growth.SPREAD)
        ],
    }
    walls: dict[Database, list[float]] = {small.database: [], large.database: []}
    for _start in range(COLD_STARTS):
        for place in (small, large):
            with place.served(**NOBODY_WORKS) as server:
                visitor = places.through_the_gate(server)
                other = client.request(place.community.address("listed 0"), visitor, packed=True)
                client.load(server.port, other, 2 * READERS, WARM_UP)  # every worker has made a page
                for path in pieces[place.database]:
                    place.database.forget_cached()
                    began = time.perf_counter()
                    client.once(server.port, client.request(path, visitor, packed=True))
                    walls[place.database].append((time.perf_counter() - began) * 1000)
    few, many = (median(walls[place.database]) for place in (small, large))
    words = "visitor reads 200 replies from the disk, 10⁶ in the database beside 10³, time"
    return [told("growth_cold", words, many, "ms", few)]


def _in_the_middle(place: Place, name: str) -> str:
    """The public id of the reply in the middle of a conversation's reading order."""
    query = "SELECT public_id FROM reply WHERE post_id = ? ORDER BY path LIMIT 1 OFFSET ?"
    piece, half = place.community.piece_ids[name], int(name.split()[-1]) // 2
    with place.database.connect() as connection:
        return str(connection.execute(query, (piece, half)).fetchone()[0])


def _beside(key: str, title: str, own: Cost, other: Cost) -> Figure:
    return as_cheap(key, title, own.cpu_ms, other.cpu_ms, own.cpu_beside(other), MOST)


PART = Part(
    "grow",
    "the same page at 10³, 10⁵ and 10⁶ replies, threads of 50, 5,000 and 100,000",
    ("filling a large database", "a large database", "a long conversation", "from the disk"),
    measure,
)
