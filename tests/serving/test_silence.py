"""Whatever people do and whatever fails: what the server says about it names nobody and repeats nothing."""

import json
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.serving.browser import ADDRESS, AGENT, Browser
from tests.serving.conftest import PATIENCE, get

PIECE = re.compile(r'/p/([\w-]{8,})"')
SIGN_IN, PEN, PASSWORD = "planted night heron", "Plantedpen", "planted words that nobody guesses"
TEXT = "Plantedtext of somebody who trusts this place"


def _live(port: str) -> list[str]:
    """A busy hour; gives what was read and carried in it, which nobody may find again."""
    browser = Browser(port)
    browser.ask("/u/Plantedpath?planted=query")
    browser.send("/age", remember="1")
    status, _ = browser.send("/join", sign_in_name=SIGN_IN, pen_name=PEN, password=PASSWORD)
    assert status < 400
    front = browser.ask("/")[1]
    piece = PIECE.search(front)
    assert piece, front
    status, _ = browser.send(f"/p/{piece[1]}/replies", f"/p/{piece[1]}/replies/new", body=TEXT)
    assert status == 303
    browser.ask(f"/p/{piece[1]}?context=plantedcontext")
    browser.send("/sign-in", sign_in_name=SIGN_IN, password=f"wrong {PASSWORD}")
    browser.ask("/sign-in", sign_in_name=SIGN_IN)
    browser.ask("/s/plantedslug")
    for broken in (
        b"GET /u/Plantedbroken HTTP/1.1\r\nPlantedheader\r\n\r\n",
        b"POST /p/plantedlength HTTP/1.1\r\nHost: x\r\nContent-Length: planted\r\n\r\n",
        b"\x16\x03\x01Planted\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as connection:
            connection.sendall(broken)
            connection.recv(100)
    return [piece[1], *browser.secrets]


def _break(database: Path) -> None:
    """Put something into the database that makes views fail, with words that the fault would repeat."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE post SET published_at = 'Plantedmoment'")
        connection.execute("UPDATE page_version SET version = version + 1")
    connection.close()


def test_nothing_that_anybody_did_is_in_what_the_server_says(
    settings: dict[str, str], start: Callable[..., subprocess.Popen[str]]
) -> None:
    port = settings["PORT"]
    metrics_token = secrets.token_urlsafe()
    told = {"ALCOVE_LOG_LEVEL": "debug", "ALCOVE_LOG_REQUESTS": "1", "ALCOVE_METRICS_TOKEN": metrics_token}
    server = start(
        settings | told | {"ALCOVE_PREPARE": "1", "ALCOVE_DEMO": "1", "ALCOVE_PROXIES": "1"}, prepared=False
    )
    assert get(server, port, "/healthz") == 200
    planted = _live(port)
    database = Path(settings["ALCOVE_DATA_DIR"]) / "alcove.db"
    _break(database)
    reader = Browser(port)
    reader.send("/age", remember="1")
    assert reader.ask("/")[0] == 500, "a fault that nobody expected"
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TABLE throttle_hit")
    connection.close()
    assert reader.send("/sign-in", sign_in_name=SIGN_IN, password=PASSWORD)[0] == 503, "the database fails"
    server.send_signal(signal.SIGTERM)
    said, _ = server.communicate(timeout=PATIENCE)
    assert "discussion.front" in said, "it does say which view failed"
    assert "a fault in" in said
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert any(line.get("event") == "request" for line in lines)
    words = ["lanted", SIGN_IN, PEN, PASSWORD, TEXT, AGENT, ADDRESS, metrics_token, *planted]
    found = {word: line for word in words for line in said.splitlines() if word.lower() in line.lower()}
    assert not found, found
