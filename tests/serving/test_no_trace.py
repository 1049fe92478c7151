"""After a busy day nothing that people trusted the place with is in its database, queue, logs or mail."""

import base64
import hashlib
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from forum.lib.db import db
from tests.cast import assemble
from tests.fixtures.databases import DATABASES, SECRET, install
from tests.fixtures.mail import Mailbox
from tests.moderation.stage import Stage
from tests.serving.busy_day import LATER_PEN, PEN, TEXT, Day
from tests.serving.conftest import PATIENCE, get
from tests.serving.traces import files, is_found, look, rows

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
    kept = {**files(day.app), **rows(day.app)}
    look(kept, day.planted)
    stored = b"\n".join(rows(day.app).values())
    assert is_found(stored, LATER_PEN), "it finds what is there"
    assert is_found(stored, TEXT)
    assert not is_found(stored, PEN), "the earlier name is nobody's"
    day.leave()
    kept |= {**files(day.app), **rows(day.app)}
    look(kept, day.planted)
    assert not is_found(b"\n".join(rows(day.app).values()), LATER_PEN)
    day.end()
    server.send_signal(signal.SIGTERM)
    said = server.communicate(timeout=PATIENCE)[0].encode()
    assert b'"event": "request"' in said, "it does say something"
    assert b"Working" in day.log.read_bytes()
    names = {"name": PEN, "later name": LATER_PEN, "text": TEXT}
    look({"web": said, "worker": day.log.read_bytes()}, day.planted | names)
    to_everybody = {name: value for name, value in day.planted.items() if name not in {"mail", "mail code"}}
    mailbox = b"\n".join(day.mailbox.raw)
    assert len(day.mailbox.raw) == 2
    assert is_found(mailbox, "You have a new reply") or is_found(mailbox, "There is a notice for you")
    look({"mailbox": mailbox}, to_everybody | names | {"site": "Alcove", "title": "A winter"})


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
        assert is_found(f"before {written} after".encode("latin-1"), value), written
    assert not is_found(b"another heron", value)
    key = b"\xfb\xff of a device"
    for told in (key, key.hex().encode(), base64.urlsafe_b64encode(key), hashlib.sha256(key).digest()):
        assert is_found(b"before " + told + b" after", key), told
