"""Somebody asks for an archive: it is made in the background, is theirs alone, and is gone after 48 hours."""

import io
import logging
from datetime import timedelta
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, text

from forum.discussion.jobs import let_leave
from forum.export import packing
from forum.export.models import Archive, ArchivePart
from forum.lib import outbox
from forum.lib.db import db, writing
from forum.retention.jobs import forget_archives
from tests.cast import Cast
from tests.export.conftest import NOON, Open, confirm, fetch, link_on, work
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space

PAGE = "/settings/export"
FETCHED_FOR = timedelta(hours=48)


@pytest.fixture
def ada(sign_in: Open, cast: Cast, app: Flask) -> Visitor:
    """Ada, who has written a piece."""
    with app.app_context(), writing():
        a_post(cast.ada.viewer, a_space(), title="The heron", body="A kettle of words.")
        db.session.commit()
    return sign_in(cast.ada)


def _rows(app: Flask, table: type) -> int:
    with app.app_context():
        return len(db.session.scalars(select(table)).all())


def _run(app: Flask, job: object) -> None:
    with app.app_context(), writing():
        job.later()  # type: ignore[attr-defined]  # a job
        db.session.commit()
    work(app)


def test_it_is_made_in_the_background_and_a_notice_says_when(app: Flask, ada: Visitor) -> None:
    answer = ada.post(PAGE)
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "is being made" in ada.get(PAGE).text
    assert link_on(ada) is None
    assert "is ready" not in ada.get("/notifications").text
    work(app)
    assert "The archive you asked for is ready" in ada.get("/notifications").text
    link = link_on(ada)
    assert link
    assert len(link.rpartition("/")[2]) * 4 == 128
    answer = ada.get(link)
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="archive.zip"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    with ZipFile(io.BytesIO(answer.data)) as bundle:
        assert "A kettle of words." in bundle.read("pieces.html").decode()


def test_whoever_found_an_open_device_cannot_take_everything(app: Flask, ada: Visitor) -> None:
    fetch(app, ada)
    link = link_on(ada)
    assert link
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        for answer in (ada.get(PAGE), ada.get(link), ada.post(PAGE)):
            assert answer.status_code == 303
            assert answer.location.startswith("/settings/confirm")
        assert _rows(app, Archive) == 1
        confirm(ada)
        assert ada.get(link).status_code == 200


def test_nobody_else_can_fetch_it(app: Flask, ada: Visitor, sign_in: Open, cast: Cast) -> None:
    fetch(app, ada)
    link = link_on(ada)
    assert link
    unknown = sign_in(cast.otto).get(f"{PAGE}/{'0' * 32}")
    for person in (cast.otto, cast.root, cast.bo):
        other = sign_in(person)
        refused = other.get(link)
        assert refused.status_code == 404
        assert link_on(other) is None
        assert "kettle" not in refused.text
    assert unknown.status_code == 404
    guest = Visitor(app, app.test_client()).pass_gate()
    assert b"PK" not in guest.get(link).data


@pytest.mark.parametrize("token", ["", "x", "é" * 32, "%00" * 32, "0" * 31, "0" * 4000, "../../etc/passwd"])
def test_an_address_that_is_no_link_is_not_found(ada: Visitor, token: str) -> None:
    assert ada.get(f"{PAGE}/{token}").status_code == 404


def test_it_can_be_fetched_for_48_hours_and_then_nothing_is_left(app: Flask, ada: Visitor) -> None:
    fetch(app, ada)
    link = link_on(ada)
    assert link
    with time_machine.travel(NOON + FETCHED_FOR - timedelta(seconds=1), tick=False):
        _run(app, forget_archives)
        confirm(ada)
        assert ada.get(link).status_code == 200
    with time_machine.travel(NOON + FETCHED_FOR, tick=False):
        assert ada.get(link).status_code == 404, "before the job has run"
        assert link_on(ada) is None
        _run(app, forget_archives)
    assert (_rows(app, Archive), _rows(app, ArchivePart)) == (0, 0)


def test_it_is_gone_with_its_owner(app: Flask, sign_in: Open, cast: Cast) -> None:
    with time_machine.travel(NOON - timedelta(hours=20), tick=False):
        ada = sign_in(cast.ada)
        assert ada.post("/settings/leaving", texts="disown").status_code == 303
    confirm(ada)
    fetch(app, ada)
    assert _rows(app, ArchivePart) > 0
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        _run(app, let_leave)
    assert (_rows(app, Archive), _rows(app, ArchivePart)) == (0, 0)


def test_one_is_made_at_a_time_and_three_in_a_day(app: Flask, ada: Visitor) -> None:
    for _asked in range(2):
        ada.post(PAGE)
    assert _rows(app, Archive) == 1
    work(app)
    for _asked in range(4):
        ada.post(PAGE)
        work(app)
    assert _rows(app, Archive) == 3
    page = ada.get(PAGE).text
    assert "3 times in 24 hours" in page
    assert "Make an archive" not in page
    with time_machine.travel(NOON + timedelta(hours=24), tick=False):
        confirm(ada)
        assert "Make an archive" in ada.get(PAGE).text
        ada.post(PAGE)
    assert _rows(app, Archive) == 4


def test_one_that_fails_says_so_and_can_be_asked_for_again(
    app: Flask, ada: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(bundle: object, machines: IO[bytes], *_rest: object) -> None:
        machines.write(b"A kettle of words.")
        raise ValueError(machines.seek(0) or machines.read())

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(packing, "_write_part", break_down)
        ada.post(PAGE)
        work(app)
    assert "could not be made" in ada.get(PAGE).text
    assert "ValueError" in caplog.text
    assert "kettle" not in caplog.text
    with app.app_context():
        assert outbox.depth() == 0
    assert "A kettle of words." in fetch(app, ada).all


def test_a_suspended_member_can_have_theirs(app: Flask, sign_in: Open, cast: Cast) -> None:
    assert fetch(app, sign_in(cast.bo)).everything["pen_names"][0]["pen_name"] == "Bodil"


def test_neither_link_nor_words_can_be_read_in_the_database(app: Flask, ada: Visitor, tmp_path: Path) -> None:
    fetch(app, ada)
    link = link_on(ada)
    assert link
    with app.app_context():
        archives = db.session.execute(text("SELECT * FROM archive")).all()
        parts = db.session.scalars(text("SELECT sealed FROM archive_part")).all()
        assert link.rpartition("/")[2] not in repr(archives)
        assert parts
        assert not any(b"pieces.html" in bytes(part) or b"PK\x03\x04" in bytes(part) for part in parts)
        left = [file.name for file in Path(app.config["DATA_DIR"]).iterdir() if file.name.startswith("tmp")]
    assert left == [], "a file with somebody's words was left behind"


def test_leaving_and_a_suspension_offer_it(ada: Visitor) -> None:
    assert PAGE in ada.get("/settings/leaving").text
    ada.post("/settings/leaving", texts="erase")
    assert PAGE in ada.get("/settings/leaving").text
