"""The figures: what is asked of the server, how often, and what the number must be."""

import gzip
import re
import sqlite3
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from benchmarks import client
from benchmarks.client import Load
from benchmarks.community import Community
from benchmarks.serving import Server

READERS = 4
WRITERS = 8
ROUNDS = 3
REPLIES_EACH = 10  # a member may send thirty an hour
NEXT = re.compile(rb'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"')
TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')
ASSET = re.compile(rb'(?:href|src)="(/static/[^"]+\.(?:css|js))"')


@dataclass(frozen=True)
class Figure:
    """One measured number beside its reference."""

    id: str
    title: str
    value: float
    unit: str
    target: str
    met: bool
    reference: float | None = None
    ratio: float | None = None

    def as_json(self) -> dict[str, Any]:
        """As it stands in latest.json."""
        return {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class Cost:
    """Medians over the rounds."""

    per_second: float
    cpu_ms: float


def cost(server: Server, asked: bytes, times: int) -> Cost:
    """Ask the same again and again, in rounds; the first answers are not counted."""
    client.load(server.port, [[asked] * 10] * READERS)
    found = []
    for _ in range(ROUNDS):
        before = server.cpu()
        load: Load = client.load(server.port, [[asked] * (times // READERS)] * READERS)
        found.append((load.per_second, (server.cpu() - before) / load.answered * 1000))
    return Cost(median(one[0] for one in found), median(one[1] for one in found))


def versus(key: str, title: str, own: Cost, bare: Cost, least: float) -> Figure:
    """Requests per second beside those of a reference."""
    ratio = own.per_second / bare.per_second
    target = f"≥ {least:g} × reference"
    return Figure(key, title, own.per_second, "/s", target, ratio >= least, bare.per_second, ratio)


def at_most(key: str, title: str, value: float, unit: str, most: float) -> Figure:
    """A number that must stay below a bound."""
    return Figure(key, title, value, unit, f"≤ {most:g}", value <= most)


def whole_conversation(server: Server, path: str, cookies: dict[str, str]) -> tuple[int, float, int]:
    """Requests, seconds and bytes on the wire that it takes to read all of a conversation."""
    began, requests, size = time.perf_counter(), 0, 0
    following: str | None = path
    while following:
        answer = client.once(server.port, client.request(following, cookies, gzip=True))
        requests, size = requests + 1, size + len(answer.head) + len(answer.body)
        packed = b"content-encoding: gzip" in answer.head.lower()
        found = NEXT.search(gzip.decompress(answer.body) if packed else answer.body)
        following = (found.group(1) or found.group(2)).decode().replace("&amp;", "&") if found else None
    return requests, time.perf_counter() - began, size


def first_paint(server: Server, path: str, cookies: dict[str, str]) -> tuple[int, int]:
    """Requests and bytes on the wire before a first visit shows a page: HTML, styles, scripts."""
    page = client.once(server.port, client.request(path, cookies, gzip=True))
    packed = b"content-encoding: gzip" in page.head.lower()
    html = gzip.decompress(page.body) if packed else page.body
    assets = sorted({found.decode() for found in ASSET.findall(html)})
    answers = [client.once(server.port, client.request(asset, gzip=True)) for asset in assets]
    return 1 + len(answers), sum(len(answer.head) + len(answer.body) for answer in [page, *answers])


def replies(server: Server, community: Community, cookie: str) -> Cost:
    """Replies per second of eight members at a time, each text new, through the whole HTTP path."""
    path = f"/p/{community.pieces[50]}"
    queues: list[list[bytes]] = [[] for _ in range(WRITERS)]
    for number, token in enumerate(community.tokens[: len(community.tokens) // WRITERS * WRITERS]):
        cookies = {cookie: token}
        page = client.once(server.port, client.request(f"{path}/replies/new", cookies))
        cookies |= page.cookies()
        found = TOKEN.search(page.body)
        if not found:
            raise RuntimeError(f"no form to reply with: {page.status}")
        for turn in range(REPLIES_EACH):
            text = f"Reply {number}-{turn}: " + "quiet words that answer something. " * 18
            form = urlencode({"csrf_token": found.group(1).decode(), "body": text})
            queues[number % WRITERS].append(client.request(f"{path}/replies", cookies, form))
    before = server.cpu()
    load = client.load(server.port, queues, expect=303)
    return Cost(load.per_second, (server.cpu() - before) / load.answered * 1000)


def commits(folder: Path, seconds: float = 1.0) -> float:
    """One-row commits per second on SQLite with the durability that Alcove asks for."""
    connection = sqlite3.connect(folder / "commits.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL").close()
    connection.execute("PRAGMA synchronous=FULL").close()
    connection.execute("CREATE TABLE line (text TEXT)").close()
    done, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        connection.execute("INSERT INTO line VALUES ('one row')").close()
        done += 1
    connection.close()
    return done / seconds
