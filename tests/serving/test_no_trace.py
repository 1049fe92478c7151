"""After a busy day nothing that people trusted the place with is in its database, queue, logs or mail."""

import base64
import hashlib
import os
import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from sqlalchemy import MetaData, select

from forum.lib.db import db
from tests.cast import assemble
from tests.fixtures.databases import DATABASES, SECRET, install
from tests.fixtures.mail import Mailbox
from tests.moderation.stage import Stage
from tests.serving.busy_day import LATER_PEN, PEN, TEXT, Day
from tests.serving.conftest import PATIENCE, get

SENDER = "post@relay.example"


@pytest.fixture
def day(
    request: pytest.FixtureRequest, tmp_path: Path, settings: dict[str, str], mail_server: Mailbox
) -> Iterator[Day]:
    """A place on either database, with a worker of its own and mail set up; its server does not run yet."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    url = f"sqlite:///{data_dir / 'alcove.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")()
    app = install(url, data_dir).app
    environment = {
        **settings,
        "ALCOVE_SECRET_KEY": SECRET,
        "ALCOVE_DATABASE_URL": url,
        "ALCOVE_JOBS": "worker",
        "ALCOVE_SMTP_URL": mail_server.url,
        "ALCOVE_MAIL_FROM": SENDER,
        "ALCOVE_PROXIES": "1",
        "ALCOVE_LOG_LEVEL": "debug",
        "ALCOVE_LOG_REQUESTS": "1",
    }
    stage = Stage(app, assemble(app), pytest.fail).set_up()
    day = Day(app, stage, settings["PORT"], mail_server, environment, tmp_path / "worker.log")
    yield day
    day.end()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("day", DATABASES, indirect=True)
def test_a_busy_day_leaves_no_trace(day: Day, start: Callable[..., subprocess.Popen[str]]) -> None:
    server = start(day.environment, prepared=False)
    assert get(server, day.port, "/healthz") == 200
    day.begin()
    day.live()
    assert len(day.planted) > 30
    kept = {**_files(day), **_rows(day)}
    _look(kept, day.planted)
    rows = b"\n".join(_rows(day).values())
    assert _found(rows, LATER_PEN), "it finds what is there"
    assert _found(rows, TEXT)
    assert not _found(rows, PEN), "the earlier name is nobody's"
    day.leave()
    kept |= {**_files(day), **_rows(day)}
    _look(kept, day.planted)
    assert not _found(b"\n".join(_rows(day).values()), LATER_PEN)
    day.end()
    server.send_signal(signal.SIGTERM)
    said = server.communicate(timeout=PATIENCE)[0].encode()
    assert b'"event": "request"' in said, "it does say something"
    assert b"Working" in day.log.read_bytes()
    names = {"name": PEN, "later name": LATER_PEN, "text": TEXT}
    _look({"web": said, "worker": day.log.read_bytes()}, day.planted | names)
    to_everybody = {name: value for name, value in day.planted.items() if name not in {"mail", "mail code"}}
    mailbox = b"\n".join(day.mailbox.raw)
    assert len(day.mailbox.raw) == 2
    assert _found(mailbox, "You have a new reply") or _found(mailbox, "There is a notice for you")
    _look({"mailbox": mailbox}, to_everybody | names | {"site": "Alcove", "title": "A winter"})


def test_what_is_there_is_found_however_it_is_written() -> None:
    value = "Night Heron@x.example"
    for written in (
        value.upper(),
        value.encode().hex(),
        base64.b64encode(b"?" + value.encode() + b"?").decode(),
        quote(value),
        quote_plus(value),
        hashlib.sha256(value.encode()).hexdigest(),
        value.encode("utf-16-le").decode("latin-1"),
    ):
        assert _found(f"before {written} after".encode("latin-1"), value), written
    assert not _found(b"another heron", value)


def _files(day: Day) -> dict[str, bytes]:
    """Every file that the place has, as it is on the disk just now, its queue and SQLite's log included."""
    found = {}
    for folder, _, names in os.walk(day.app.config["DATA_DIR"]):
        for name in names:
            path = Path(folder) / name
            found[str(path.relative_to(day.app.config["DATA_DIR"]))] = path.read_bytes()
    assert "jobs.db" in found
    return found


def _rows(day: Day) -> dict[str, bytes]:
    """Every row of every table that the database has, also of those that no model knows."""
    rows: dict[str, bytes] = {}
    with day.app.app_context(), db.engine.connect() as connection:
        known = MetaData()
        known.reflect(connection)
        for table in known.sorted_tables:
            values = [value for row in connection.execute(select(table)) for value in row]
            rows[f"table {table.name}"] = b"\n".join(map(_as_bytes, values))
    assert len(rows) > 30
    return rows


def _as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _look(kept: dict[str, bytes], planted: dict[str, str]) -> None:
    found = [f"{name} in {place}" for place, bytes_ in kept.items() for name in _in(bytes_, planted)]
    assert not found, "\n".join(found)


def _in(haystack: bytes, planted: dict[str, str]) -> list[str]:
    lower = haystack.lower()
    return [name for name, value in planted.items() if any(each in lower for each in _forms(value))]


def _found(haystack: bytes, value: str) -> bool:
    return bool(_in(haystack, {"it": value}))


def _forms(value: str) -> set[bytes]:
    """A value as it is, and as it would be written by something that hides it from nobody."""
    raw = value.encode()
    forms = {raw, value.encode("utf-16-le"), quote(value).encode(), quote_plus(value).encode()}
    forms |= {raw.replace(b"-", b""), raw.hex().encode()}
    for text in {raw, raw.lower()}:
        for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            digest = algorithm(text)
            forms |= {digest.digest(), digest.hexdigest().encode(), base64.b64encode(digest.digest())}
    if re.fullmatch("[A-Z2-7]{32}", value):  # the key of one-time codes, which is written in base32
        forms.add(base64.b32decode(value))
    for shift in range(3):  # wherever it begins, the middle of its base64 is one of three
        coded = base64.b64encode(b"\0" * shift + raw)
        forms.add(coded[4 if shift else 0 : len(coded) - 4])
    return {form.lower() for form in forms}
