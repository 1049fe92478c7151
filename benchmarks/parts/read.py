"""Reading: a piece with 200 replies and the front page, beside servers that send the same bytes."""

from collections.abc import Iterator
from contextlib import ExitStack

from benchmarks import client, places, serving
from benchmarks.editor import Editor
from benchmarks.figures import Figure, as_cheap, as_fast, at_most, told
from benchmarks.measuring import Cost, changed, first_paint, in_turn, warm, whole_conversation
from benchmarks.parts import Bench, Part
from benchmarks.places import Cookies, Place
from benchmarks.serving import Server

# A page to read: its name here, the file with its bytes, whether compressed.
PAGES = (("read", "page.br"), ("read_plain", "page"), ("list", "front.br"))


def measure(bench: Bench) -> Iterator[list[Figure]]:
    """Everything about reading."""
    place = bench.place()
    with place.served() as server, ExitStack() as stack:
        visitor = places.through_the_gate(server)
        yield _beside_references(bench, place, server, visitor, stack)
        yield _uncached(place, server, visitor)
        yield _reaching(place, server, visitor)


def _beside_references(
    bench: Bench, place: Place, server: Server, visitor: Cookies, stack: ExitStack
) -> list[Figure]:
    bodies = bench.folder / "bodies"
    bodies.mkdir()
    requests: dict[str, bytes] = {}
    for name, path in (("page", place.community.address("200")), ("front", "/")):
        page = client.once(server.port, client.request(path, visitor, packed=True))
        (bodies / f"{name}.br").write_bytes(page.body)
        (bodies / name).write_bytes(page.page)
        requests |= {f"{name}.br": client.request(path, visitor, packed=True)}
        requests |= {name: client.request(path, visitor)}
    flask, wsgi = (stack.enter_context(serving.reference(app, bodies)) for app in ("flask_app", "wsgi_app"))
    nginx = stack.enter_context(serving.nginx(bodies, bench.folder / "nginx"))
    servers = [server, flask, wsgi, *([nginx] if nginx else [])]
    found = []
    for key, file in PAGES:
        bare = client.request(f"/{file}", visitor, packed=file.endswith(".br"))
        asked = [requests[file], *[bare] * (len(servers) - 1)]
        costs = in_turn(*(warm(each, request) for each, request in zip(servers, asked, strict=True)))
        found += _beside(key, *costs)
    return found


TITLES = {
    "read": "visitor reads 200 replies, compressed as browsers ask",
    "read_plain": "the same, plain",
    "list": "visitor reads the front page, compressed",
}


def _beside(key: str, own: Cost, flask: Cost, wsgi: Cost, nginx: Cost | None = None) -> list[Figure]:
    title = TITLES[key]
    found = [
        as_fast(
            f"{key}_flask",
            f"{title}, beside bare Flask",
            own.per_second,
            flask.per_second,
            own.speed_beside(flask),
            1.0,
        ),
        as_cheap(
            f"{key}_flask_cpu",
            f"{title}, CPU beside bare Flask",
            own.cpu_ms,
            flask.cpu_ms,
            own.cpu_beside(flask),
            1.0,
        ),
    ]
    if key != "list":
        speed = own.speed_beside(wsgi)
        found.append(
            as_fast(f"{key}_wsgi", f"{title}, beside bare WSGI", own.per_second, wsgi.per_second, speed, 0.7)
        )
    if nginx:
        speed = own.speed_beside(nginx)
        found.append(
            as_fast(f"{key}_nginx", f"{title}, beside nginx", own.per_second, nginx.per_second, speed, None)
        )
    return found


def _uncached(place: Place, server: Server, visitor: Cookies) -> list[Figure]:
    """What nobody has asked for since it changed, and what is made for each member."""
    path, edit = place.community.address("200"), Editor(place, "200")
    member = place.member(visitor)
    packed, plain, front, mine, my_front = in_turn(
        changed(server, client.request(path, visitor, packed=True), edit),
        changed(server, client.request(path, visitor), edit),
        changed(server, client.request("/", visitor, packed=True), edit, differs=False),
        warm(server, client.request(path, member, packed=True)),
        warm(server, client.request("/", member, packed=True)),
    )
    first = "visitor reads 200 replies, first time after a change, CPU"
    return [
        at_most("read_changed", f"{first}, compressed", packed.cpu_ms, "ms", 8),
        at_most("read_changed_plain", f"{first}, plain", plain.cpu_ms, "ms", 8),
        at_most("read_member", "member reads 200 replies, CPU", mine.cpu_ms, "ms", 8),
        told("list_changed", "visitor reads the front page, first after a change, CPU", front.cpu_ms, "ms"),
        at_most("list_member", "member reads the front page, CPU", my_front.cpu_ms, "ms", 5),
    ]


def _reaching(place: Place, server: Server, visitor: Cookies) -> list[Figure]:
    """All of the largest conversation, nothing of it cached; and the first page that anybody opens."""
    edit, path = Editor(place, "5000"), place.community.address("5000")
    runs = []
    for _time in range(3):
        edit()
        runs.append(whole_conversation(server.port, path, visitor))
    requests, seconds, size = sorted(runs, key=lambda run: run[1])[1]
    asked, weight = first_paint(server.port, place.community.address("200"), visitor)
    return [
        at_most("all_requests", "all of 5,000 replies, requests", requests, "", 15),
        at_most("all_seconds", "all of 5,000 replies, time, nothing cached", seconds, "s", 1),
        at_most("all_bytes", "all of 5,000 replies, on the wire", size / 1e6, "MB", 1),
        at_most("paint_requests", "first paint of 200 replies, requests", asked, "", 4),
        at_most("paint_bytes", "first paint of 200 replies, on the wire", weight / 1000, "kB", 60),
    ]


PART = Part(
    "read",
    "a piece and a listing, by visitors and members, beside bare servers",
    ("reading beside bare servers", "reading what is not cached", "reading all of it"),
    measure,
)
