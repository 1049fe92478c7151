"""No page works harder because there is more: as many questions of 10 rows as of 10,000, each by an index.

Every page that can be opened is walked, by whoever it is for. A new one has to be added to PAGES.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine

from forum.agegate.policy import AgePolicy, Region
from forum.lib import clock
from forum.lib.db import db, writing
from forum.web import doors
from tests.agegate.wallet import TestIssuer, trust
from tests.cast import assemble
from tests.fixtures.clients import Visitor
from tests.fixtures.databases import DATABASES, install
from tests.house.reading.crowd import Crowd
from tests.house.reading.pages import NOT_PAGES, PAGES
from tests.house.source import report
from tests.statements import Statement, statements_of

FEW, MANY = 10, 10_000
# What the longest page shows, twice: 400 replies with their authors, each found by its own key.
MOST_ROWS = 2_000
MOST_STEPS = 60_000  # of SQLite's machine; reading 10,000 rows takes it at least 80,000
NOT_STATEMENTS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")
# An address with credentials of some kind is never answered from the cache of visitors' pages.
PAST_THE_CACHE = {"Authorization": "None"}


MOST_QUESTIONS = {"guest": 5, "ada": 11, "mira": 10, "root": 10}
MOST_OF_A_CASE = 24  # claim, text, flags, neighbours, history, rules
# Where a conversation goes on behind the page, where a member's next new reply stands is asked as well.
ONCE_MORE = {"discussion.post[1] by ada", "discussion.post[2] by mira"}


@dataclass
class Walk:
    """Every page opened twice by people who know the place; what the second time asked."""

    crowd: Crowd
    engine: Engine
    visitors: dict[str, Visitor]

    def go(self) -> dict[str, list[Statement]]:
        """Open all pages; the statements of each."""
        found = {}
        for endpoint, pages in PAGES.items():
            for number, page in enumerate(pages):
                address = page.address(self.crowd)
                self._open(page.who, address)
                key = f"{endpoint}[{number}] by {page.who}"
                with statements_of(self.engine) as sent:
                    self._open(page.who, address)
                found[key] = [each for each in sent if not each.sql.startswith(NOT_STATEMENTS)]
        return found

    def _open(self, who: str, address: str) -> None:
        answer = self.visitors[who].get(address, headers=PAST_THE_CACHE)
        assert answer.status_code < 400, f"{address} by {who}: {answer.status_code}"


@dataclass(frozen=True)
class Place:
    """The application with a crowd in it, and what its pages ask of few rows and of many."""

    app: Flask
    few: dict[str, list[Statement]]
    many: dict[str, list[Statement]]


@pytest.fixture(scope="module", params=DATABASES)
def place(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    new_postgresql: Callable[[], str],
) -> Iterator[Place]:
    """A place that grows from few rows to many, made once for all tests of a database.

    It has a database of its own, whose statistics tell of its size when everything is gone again.
    """
    folder = tmp_path_factory.mktemp("crowd")
    url = f"sqlite:///{folder / 'alcove.db'}" if request.param == "sqlite" else new_postgresql()
    app = install(url, folder).app
    app.extensions["age_policy"] = AgePolicy(regions={"*": Region(methods=("click", "eu_av"))})
    cast = assemble(app)
    with app.app_context(), writing():
        crowd = Crowd(cast).settle()
        crowd.grow_to(FEW)
        trust(TestIssuer(clock.now()), "eu_av")
        db.session.commit()
        engine = db.engine
    visitors = {name: Visitor(app, app.test_client()).pass_gate() for name in MOST_QUESTIONS}
    for name in visitors.keys() - {"guest"}:
        visitors[name].sign_in(getattr(cast, name))
    walk = Walk(crowd, engine, visitors)
    few = walk.go()
    with app.app_context(), writing():
        crowd.grow_to(MANY)
        crowd.be_known()
        db.session.commit()
    yield Place(app, few, many=walk.go())
    with app.app_context():
        db.engine.dispose()


def test_every_page_is_walked(sqlite_app: Flask) -> None:
    opened = {rule.endpoint for rule in sqlite_app.url_map.iter_rules() if "GET" in (rule.methods or ())} & {
        *doors.table_of(sqlite_app),
        "static",
    }
    new, gone = opened - set(PAGES) - NOT_PAGES, set(PAGES) - opened
    assert not new, report(sorted(new), "Add the page to PAGES, with who opens it and where.")
    assert not gone, report(sorted(gone), "These are pages no longer: take them out of PAGES.")


def test_a_page_asks_as_many_questions_of_10_rows_as_of_10000(place: Place) -> None:
    faults = []
    for page, few in place.few.items():
        many = place.many[page]
        if len(many) != len(few) + (page in ONCE_MORE):
            more = "\n    ".join(_difference(few, many))
            faults.append(f"{page}: {len(few)} and {len(many)}\n    {more}")
    assert not faults, report(faults, "Load what each row needs with the rows, not row by row.")


def test_a_page_asks_few_questions(place: Place) -> None:
    faults = []
    for page, asked in place.many.items():
        is_case = page.startswith("moderation.case")
        most = MOST_OF_A_CASE if is_case else MOST_QUESTIONS[page.rpartition(" ")[2]]
        if len(asked) > most:
            faults.append(f"{page}: {len(asked)} instead of {most}")
    assert not faults, report(faults, "Ask for what belongs together in one statement.")


def test_every_question_is_answered_by_an_index(place: Place) -> None:
    faults: dict[str, str] = {}
    with place.app.app_context(), db.engine.connect() as connection:
        read = _read_by_sqlite if connection.dialect.name == "sqlite" else _read_by_postgresql
        for page, statements in place.many.items():
            for statement in statements:
                if statement[0] not in faults and (fault := read(connection, statement)):
                    faults[statement[0]] = f"{page}: {fault}\n    {statement[0]}"
    assert not faults, report(list(faults.values()), "Add an index in the order of the list, or a bound.")


def _read_by_sqlite(connection: Connection, statement: Statement) -> str:
    """What is wrong with how much SQLite reads for an answer, or nothing."""
    if not statement[0].startswith("SELECT"):
        return ""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 100

    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(count, 100)
    try:
        connection.exec_driver_sql(*statement).fetchall()
    finally:
        driver.set_progress_handler(None, 0)
    return f"{steps} steps" if steps > MOST_STEPS else ""


def _read_by_postgresql(connection: Connection, statement: Statement) -> str:
    """What is wrong with how many rows PostgreSQL reads for an answer, or nothing."""
    if not statement[0].startswith("SELECT"):
        return ""
    sql, values = statement
    explain = f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {sql}"
    found = connection.exec_driver_sql(explain, values).scalar_one()
    plan = found if isinstance(found, list) else json.loads(found)
    rows = sum(_rows_read(node) for node in _nodes(plan[0]["Plan"]))
    return f"{rows} rows" if rows > MOST_ROWS else ""


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _rows_read(node: dict[str, Any]) -> int:
    """The rows that a node takes from a table or an index, also those that it throws away."""
    if "Scan" not in node["Node Type"]:
        return 0
    thrown = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int((node["Actual Rows"] + thrown) * node["Actual Loops"])


def _difference(few: list[Statement], many: list[Statement]) -> list[str]:
    """The statements that are not asked as often of few as of many."""
    texts = [[re.sub(r"\s+", " ", statement[0]) for statement in each] for each in (few, many)]
    return sorted({text for text in texts[0] + texts[1] if texts[0].count(text) != texts[1].count(text)})
