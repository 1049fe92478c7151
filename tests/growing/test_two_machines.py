"""A community that outgrew one machine: two servers, two workers, PostgreSQL and Valkey are one place."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from forum.discussion.jobs import render_anew
from forum.lib import outbox
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast, Person, assemble
from tests.crash.people import VERSION, Browser
from tests.fixtures.browser import Open
from tests.growing.conftest import wait_for
from tests.growing.two_machines import Machines, two_machines
from tests.journeys.main_job import an_essay, the_main_job
from tests.journeys.visit import Visit
from tests.moderation.stage import REASONS


@pytest.fixture(scope="module")
def _machines(
    new_postgresql: Callable[[], str], valkey_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machines]:
    with two_machines(new_postgresql(), valkey_database, tmp_path_factory.mktemp("machines")) as machines:
        yield machines
    with machines.app.app_context():
        db.engine.dispose()


@pytest.fixture
def machines(_machines: Machines) -> Iterator[Machines]:
    """Two machines, and nobody there yet."""
    yield _machines
    _machines.installation.wipe()


@pytest.fixture
def people(machines: Machines) -> Cast:
    """The cast, living on both."""
    return assemble(machines.app)


@pytest.fixture
def essay(machines: Machines, people: Cast) -> str:
    """Where a piece with two replies stands."""
    return an_essay(machines.app, people)


def _signed_in(machines: Machines, person: Person) -> Browser:
    """Somebody who has signed in at the first machine."""
    browser = machines.visitor()
    browser.open_form("/sign-in")
    assert _sign_in(browser, person)[0] == 303
    browser.open_form("/settings")
    return browser


def _sign_in(browser: Browser, person: Person, password: str = PASSWORD) -> tuple[int, str, str]:
    return browser.send("/sign-in", {"sign_in_name": person.sign_in_name, "password": password})


def _at(port: int, browser: Browser) -> Browser:
    """The same person, whose next requests come to another machine."""
    return Browser(port, browser.cookies, browser.token)


@pytest.mark.timeout(300)  # the first test also starts two servers, two workers and a browser
def test_the_main_job_on_both_machines_by_turns(
    machines: Machines, people: Cast, essay: str, open_page: Open
) -> None:
    def arrive() -> Visit:
        url = f"http://127.0.0.1:{machines.proxy.port}"
        return Visit(open_page(java_script_enabled=True, base_url=url), script=False)

    machines.proxy.asked.clear()
    the_main_job(arrive, people, essay)
    asked = machines.proxy.asked
    assert all(one[0] != other[0] for one, other in pairwise(asked))
    forms = Counter(port for port, line in asked if line.startswith("POST"))
    assert min(forms[machines.first], forms[machines.second]) >= 3, "both have taken forms"


def test_what_is_removed_at_one_machine_is_gone_at_the_next_request_to_the_other(
    machines: Machines, people: Cast, essay: str
) -> None:
    reader = machines.visitor()
    there = _at(machines.second, reader)
    for _warm in range(3):
        for page in (reader.send(essay), there.send(essay)):
            assert "We have a green one." in page[2]
    removed = _ids_of_replies(reader.send(essay)[2])[0]
    mira = _signed_in(machines, people.mira)
    _status, case, _page = mira.send("/moderation/cases", {"on": f"reply:{removed}"})
    found = VERSION.search(mira.send(case)[2])
    assert found
    form = {"action": "remove", "rule": "1", "reasons": REASONS, "version": found[1]}
    assert mira.send(f"{case}/decisions", form)[0] == 303
    for page in (there.send(essay), reader.send(essay)):
        assert "We have a green one." not in page[2]
        assert "Green is for weekdays." in page[2]


def _ids_of_replies(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('data-reply="')[1:]]


def test_a_session_that_is_ended_at_one_machine_is_ended_at_the_other(
    machines: Machines, people: Cast
) -> None:
    ada = _signed_in(machines, people.ada)
    copied = Browser(machines.second, dict(ada.cookies))
    assert copied.send("/settings")[0] == 200
    assert ada.send("/sign-out", {})[0] == 303
    status, location, _page = copied.send("/settings")
    assert (status, location.partition("?")[0]) == (303, "/sign-in")


def test_attempts_are_counted_together(machines: Machines, people: Cast) -> None:
    here = machines.visitor()
    here.open_form("/sign-in")
    there = _at(machines.second, here)
    for guess in range(5):
        for browser in (here, there):
            assert _sign_in(browser, people.ada, f"a wrong guess, number {guess}")[0] == 400
    for browser in (here, there):
        assert _sign_in(browser, people.ada)[0] == 429, "the right password comes too late"


def test_a_form_from_one_machine_is_taken_by_the_other(machines: Machines, people: Cast, essay: str) -> None:
    ada = _signed_in(machines, people.ada)
    sent = _at(machines.second, ada).send(f"{essay}/replies", {"body": "From the other machine."})
    assert sent[0] == 303
    assert "From the other machine." in machines.visitor().send(essay)[2]


def test_workers_hear_at_once_of_what_is_left_to_them(machines: Machines, people: Cast, essay: str) -> None:
    with machines.app.app_context(), writing():
        render_anew.later_once()
        db.session.commit()

    def is_done() -> bool:
        with machines.app.app_context():
            return outbox.depth() == 0

    wait_for(is_done)  # long before the next sweep
