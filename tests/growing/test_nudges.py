"""The nudge after a commit: it makes a job begin at once, and may be lost without harm."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from forum.lib import jobs, nudges, outbox, worker
from forum.lib.db import db, writing
from forum.lib.jobs import Job
from forum.lib.nudges import Nudges
from forum.lib.worker import Crew
from forum.notifications.actions import tell_flaggers
from forum.notifications.models import Notice, NoticeKind
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.fixtures.valkey import Valkey
from tests.growing.conftest import PATIENCE, Yard, wait_for
from tests.house.source import ROOT
from tests.moderation.stage import REASONS, Stage, version_on


@pytest.fixture(params=["file", "valkey"])
def redis_url(request: pytest.FixtureRequest) -> str | None:
    """Either queue, whatever the database."""
    url: str | None = request.getfixturevalue("valkey") if request.param == "valkey" else None
    return url


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the job `tests.hear` was told."""
    heard: list[int] = []
    hear = Job("tests.hear", lambda number: heard.append(number))
    monkeypatch.setitem(app.extensions, jobs.EXTENSION, {hear.kind: hear})
    return heard


def test_a_job_begins_as_soon_as_it_is_committed(yard: Yard, crew: Crew, heard: list[int]) -> None:
    crew.start()
    with yard.app.app_context(), writing():
        with db.session.begin_nested():
            outbox.put("tests.hear", {"number": 1})
        assert db.session().info[outbox.NEW], "the end of a savepoint is no commit"
        db.session.commit()
        outbox.put("tests.hear", {"number": 2})
        db.session.rollback()
        outbox.put("tests.hear", {"number": 3})
        db.session.commit()
    wait_for(lambda: yard.depth() == 0)  # long before the next sweep
    assert heard == [1, 3]


def test_a_queue_that_says_nothing_holds_a_request_up_once_and_shortly(app: Flask, tmp_path: Path) -> None:
    with socket.socket() as silent, app.app_context():
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        told = Nudges(tmp_path, f"redis://127.0.0.1:{silent.getsockname()[1]}")
        began = time.monotonic()
        told.send(1)
        assert time.monotonic() - began >= nudges.HURRY
        assert told._quiet_until > time.monotonic()
        began = time.monotonic()
        for number in range(100):
            told.send(number)
        assert time.monotonic() - began < nudges.HURRY


def test_what_lies_in_the_queue_cannot_run_code(yard: Yard, crew: Crew, heard: list[int]) -> None:
    """huey's own messages are pickles: who can write to Redis could run anything here."""
    with yard.app.app_context():
        name = nudges.queue_name()
    queue = nudges.of_app(yard.app).open_queue(name, print, nudges.HURRY)
    queue.huey.storage.enqueue(b"cbuiltins\nexit\n(tR.")
    assert queue.huey.serializer.serialize(queue.huey._registry.create_message(queue.task.s(7))) == b"7"
    crew.start()
    yard.leave("tests.hear", 1)
    wait_for(lambda: heard == [1])


def test_two_communities_can_share_one_redis(yard: Yard, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        one = nudges.queue_name()
        monkeypatch.setitem(app.config, "SECRET_KEY", "the secret of another community")
        assert nudges.queue_name() != one


def test_the_queue_is_for_nobody_else_on_the_machine(sqlite_app: Flask, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    queue = Nudges(tmp_path, None).open_queue("alcove", print, nudges.HURRY)
    queue.send(1)
    assert {file.name for file in tmp_path.iterdir()} >= {"jobs.db", "jobs.db-wal"}
    assert [file for file in tmp_path.glob("jobs.db*") if file.stat().st_mode & 0o077] == []
    queue.huey.storage.close()


def test_a_queue_in_a_file_loads_no_driver_of_redis() -> None:
    program = (
        "import sys; from forum.lib.nudges import load_huey; load_huey(None); "
        "print('huey' in sys.modules, 'redis' in sys.modules); import redis"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == ["True", "False"]


@pytest.fixture
def many_flaggers(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> tuple[Stage, str]:
    """A reply by Root that three people have flagged."""
    stage = Stage(app, cast, new_visitor).set_up()
    on = stage.reply(cast.root, stage.piece(cast.ada))
    for person in (cast.ada, cast.tim, cast.otto):
        stage.flag(person, on)
    return stage, on


def _told(app: Flask) -> list[int]:
    with app.app_context():
        query = select(Notice.account_id).where(Notice.kind == NoticeKind.OUTCOME).order_by(Notice.id)
        return list(db.session.scalars(query))


@pytest.mark.parametrize("redis_url", [None], indirect=False, ids=["own valkey"])
@pytest.mark.usefixtures("hurry")
def test_nobody_waits_for_a_queue_that_is_away(
    yard: Yard,
    cast: Cast,
    own_valkey: Valkey,
    many_flaggers: tuple[Stage, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage, on = many_flaggers
    told = Nudges(yard.data_dir, own_valkey.url)
    monkeypatch.setitem(yard.app.extensions, nudges.EXTENSION, told)
    monkeypatch.setattr(sys.modules[tell_flaggers.__module__], "AT_ONCE", 1)
    mira = stage.visitor(cast.mira)
    own_valkey.stop()

    case = f"/moderation/cases/{stage.case_on(on)}"
    form = {"action": "remove", "rule": "1", "reasons": REASONS, "version": version_on(mira.get(case))}
    done = mira.post(f"{case}/decisions", **form)
    assert done.status_code == 303
    assert _told(yard.app) == [cast.ada.account_id], "the others are told later"

    crew = Crew(yard.app, ())
    crew.start()
    wait_for(lambda: yard.depth() == 0)  # the sweep does not need the queue
    assert _told(yard.app) == [person.account_id for person in (cast.ada, cast.tim, cast.otto)]

    own_valkey.start()
    monkeypatch.setattr(told, "_quiet_until", 0.0)
    monkeypatch.setattr(worker, "TICK", 3600.0)
    told.send(1)
    with redis.Redis.from_url(own_valkey.url) as client:
        wait_for(lambda: not client.keys("huey.*"))  # heard again, without a restart
    assert crew.stop(PATIENCE)
