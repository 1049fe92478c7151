"""Somebody's archive, made by the job and fetched through the page."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask

from forum.lib import jobs
from tests.cast import PASSWORD, Person
from tests.fixtures.clients import Visitor

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
Come = Callable[[], Visitor]
Open = Callable[[Person], Visitor]


class Fetched:
    """An archive that was fetched: its files, and what stands in its JSON."""

    def __init__(self, sent: bytes) -> None:
        with ZipFile(io.BytesIO(sent)) as bundle:
            assert bundle.testzip() is None
            self.files = {name: bundle.read(name).decode() for name in bundle.namelist()}
        self.everything: dict[str, Any] = json.loads(self.files["everything.json"])

    @property
    def all(self) -> str:
        """Every file, one after the other."""
        return "\n".join(self.files.values())


@pytest.fixture(autouse=True)
def _noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sign_in(new_visitor: Come) -> Open:
    """Somebody's browser."""
    return lambda person: new_visitor().pass_gate().sign_in(person)


def work(app: Flask) -> None:
    """Have a worker do whatever waits."""
    for _done in jobs.sweep(app):
        pass


def link_on(visitor: Visitor) -> str | None:
    """The link on the page, if there is one."""
    page = visitor.get("/settings/export")
    assert page.status_code == 200
    found = re.search(r'href="(/settings/export/[^"]+)"', page.text)
    return found[1] if found else None


def confirm(visitor: Visitor) -> None:
    """Show that it is still oneself."""
    assert visitor.post("/settings/confirm", current_password=PASSWORD).status_code == 303


def fetch(app: Flask, visitor: Visitor) -> Fetched:
    """Ask for an archive, have it made, and fetch it."""
    assert visitor.post("/settings/export").status_code == 303
    work(app)
    link = link_on(visitor)
    assert link
    answer = visitor.get(link)
    assert answer.status_code == 200
    return Fetched(answer.data)
