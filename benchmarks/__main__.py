"""Measure: `make bench`."""

import os
import tempfile
from pathlib import Path

import flask_migrate

from benchmarks import client, community, figures, report
from benchmarks.community import Community
from benchmarks.figures import Figure, at_most, versus
from benchmarks.serving import Server, serve
from forum.app import create_app
from forum.config import Config
from forum.web import cookies

ALCOVE = "wsgi:app"
OFTEN = 120
VERY_OFTEN = 4_000


def main() -> None:
    """Fill a database, measure everything on it, and tell."""
    with tempfile.TemporaryDirectory(prefix="alcove-bench-") as name:
        folder = Path(name)
        os.environ["ALCOVE_DATA_DIR"] = name
        print("Settling a community ...", flush=True)
        app = create_app(Config.from_env())
        with app.app_context():
            flask_migrate.upgrade()
        settled = community.settle(app)
        print("Measuring ...", flush=True)
        report.write(_measure(folder, settled))


def _measure(folder: Path, settled: Community) -> list[Figure]:
    with serve(ALCOVE, "/healthz") as alcove:
        idle = alcove.memory()
        visitor = _through_the_gate(alcove)
        member = {**visitor, cookies.NAMES["session"]: settled.tokens[0]}
        body = folder / "body.html"
        page = client.once(alcove.port, client.request(f"/p/{settled.pieces[200]}", visitor))
        body.write_bytes(page.body)
        found = _reading(alcove, settled, visitor, member, body)
        found += _reaching(alcove, settled, visitor)
        found += _writing(alcove, settled, folder)
        loaded = alcove.memory()
        cold = alcove.cold_start
    return [
        *found,
        at_most("memory_idle", "memory, idle", idle, "MB", 120),
        at_most("memory_loaded", "memory, after the load", loaded, "MB", 120),
        at_most("cold_start", "cold start to the first answer", cold, "s", 1.5),
    ]


def _through_the_gate(server: Server) -> dict[str, str]:
    """The cookies of a visitor who has passed the gate as everybody does."""
    gate = client.once(server.port, client.request("/age"))
    token = figures.TOKEN.search(gate.body)
    if not token:
        raise RuntimeError("the gate has no form")
    answer = client.once(
        server.port, client.request("/age", gate.cookies(), f"csrf_token={token.group(1).decode()}")
    )
    return gate.cookies() | answer.cookies()


def _reading(
    server: Server, settled: Community, visitor: dict[str, str], member: dict[str, str], body: Path
) -> list[Figure]:
    piece = f"/p/{settled.pieces[200]}"
    with serve("benchmarks.references:flask_app", "/", BENCH_BODY=str(body)) as bare:
        flask = figures.cost(bare, client.request("/"), VERY_OFTEN)
    with serve("benchmarks.references:wsgi_app", "/", BENCH_BODY=str(body)) as bare:
        wsgi = figures.cost(bare, client.request("/"), VERY_OFTEN)
    page, mine = (figures.cost(server, client.request(piece, who), OFTEN) for who in (visitor, member))
    front, my_front = (figures.cost(server, client.request("/", who), OFTEN) for who in (visitor, member))
    small, large = (
        figures.cost(server, client.request(f"/p/{settled.pieces[size]}", visitor), OFTEN)
        for size in (200, 5_000)
    )
    growth = large.cpu_ms / small.cpu_ms
    return [
        versus("read_flask", "visitor reads 200 replies, beside bare Flask", page, flask, 1.0),
        versus("read_wsgi", "the same beside bare WSGI", page, wsgi, 0.7),
        at_most("read_visitor_cpu", "visitor reads 200 replies, CPU", page.cpu_ms, "ms", 8),
        at_most("read_member_cpu", "member reads 200 replies, CPU", mine.cpu_ms, "ms", 8),
        versus("list_flask", "visitor reads the front page, beside bare Flask", front, flask, 1.0),
        at_most("list_member_cpu", "member reads the front page, CPU", my_front.cpu_ms, "ms", 5),
        at_most("growth", "first page of 5,000 replies, CPU beside 200", growth, "×", 1.2),
    ]


def _reaching(server: Server, settled: Community, visitor: dict[str, str]) -> list[Figure]:
    largest = f"/p/{settled.pieces[5_000]}"
    requests, seconds, size = figures.whole_conversation(server, largest, visitor)
    asked, weight = figures.first_paint(server, f"/p/{settled.pieces[200]}", visitor)
    return [
        at_most("all_requests", "all of 5,000 replies, requests", requests, "", 15),
        at_most("all_seconds", "all of 5,000 replies, time", seconds, "s", 1),
        at_most("all_bytes", "all of 5,000 replies, on the wire", size / 1e6, "MB", 1),
        at_most("paint_requests", "first paint of 200 replies, requests", asked, "", 4),
        at_most("paint_bytes", "first paint of 200 replies, on the wire", weight / 1000, "kB", 60),
    ]


def _writing(server: Server, settled: Community, folder: Path) -> list[Figure]:
    single = figures.commits(folder)
    written = figures.replies(server, settled, cookies.NAMES["session"])
    ratio = written.per_second / single
    rate = Figure(
        "reply_rate",
        "replies by 8 writers, beside one-row commits",
        written.per_second,
        "/s",
        "≥ 300",
        written.per_second >= 300,
        single,
        ratio,
    )
    return [rate, at_most("reply_cpu", "a reply, CPU", written.cpu_ms, "ms", 4)]


if __name__ == "__main__":
    main()
