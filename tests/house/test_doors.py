"""Every route says who may come in, and no write is done without a token."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from forum.lib import ids
from forum.web import doors
from forum.web.hall import SAFE_METHODS
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.house.source import report

STATIC = "static"
# Writes that need no personal token; the reason stands beside each route.
WITHOUT_TOKEN = {
    *("agegate.declare", "agegate.leave", "web.choose_theme"),
    *("agegate.explain", "agegate.begin", "agegate.receive", "agegate.go_on"),
}
# Opening a case claims it, opening a notice marks it read: a forged request harms nobody by either. What
# brings a proof of age back holds a code that counts once, in the browser that began.
WRITING_READS = {"moderation.case", "notifications.follow", "agegate.come_back"}


def _rules(app: Flask) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != STATIC)


def _address(app: Flask, rule: Rule) -> str:
    """An address of the route with something of the right form in every gap."""
    values = dict.fromkeys(rule.arguments, "invented")
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        if kind == "IntegerConverter":
            values[name] = "1"
        elif kind == "PublicIdConverter":
            values[name] = ids.new_id()
    with app.test_request_context():
        found = app.url_map.bind("localhost").build(rule.endpoint, values)
    return str(found)


def test_every_route_declares_its_door(sqlite_app: Flask) -> None:
    table = doors.table_of(sqlite_app)
    faults = [f"{rule} {rule.endpoint}" for rule in _rules(sqlite_app) if rule.endpoint not in table]
    assert not faults, report(faults, "Register it with a Room and `door=GATED` (or another).")


def test_no_door_is_left_without_a_route(sqlite_app: Flask) -> None:
    routes = {rule.endpoint for rule in _rules(sqlite_app)}
    assert set(doors.table_of(sqlite_app)) == routes


def test_only_known_writes_go_without_a_token(sqlite_app: Flask) -> None:
    without = {name for name, door in doors.table_of(sqlite_app).items() if not door.csrf}
    instead = "Let the hall check the token; if it truly cannot, say why here and beside the route."
    assert without <= WITHOUT_TOKEN, report(sorted(without - WITHOUT_TOKEN), instead)


def test_reading_never_writes_unless_its_door_says_so(sqlite_app: Flask) -> None:
    table = doors.table_of(sqlite_app)
    faults = [
        f"{rule} {rule.endpoint}"
        for rule in _rules(sqlite_app)
        if set(rule.methods or ()) <= SAFE_METHODS
        and table[rule.endpoint].writes
        and rule.endpoint not in WRITING_READS
    ]
    assert not faults, report(faults, "Write by POST, or say here why reading may write.")


@pytest.mark.parametrize("token", ["", "forged"])
def test_every_write_is_refused_without_a_good_token(sqlite_app: Flask, token: str) -> None:
    visitor = Visitor(sqlite_app, sqlite_app.test_client()).pass_gate()
    writes = [
        rule
        for rule in _rules(sqlite_app)
        if set(rule.methods or ()) - SAFE_METHODS and rule.endpoint not in WITHOUT_TOKEN
    ]
    assert len(writes) > 5
    faults = []
    for rule in writes:
        address = _address(sqlite_app, rule)
        for method in set(rule.methods or ()) - SAFE_METHODS:
            answer = visitor.http.open(address, method=method, data={"csrf_token": token})
            if answer.status_code != 400:
                faults.append(f"{method} {rule}: {answer.status_code}")
    assert not faults, report(faults, "Leave the check to the hall: `door=…` with csrf not False.")


def test_the_same_writes_are_heard_with_a_good_token(app: Flask, client: Visitor, cast: Cast) -> None:
    client.pass_gate().sign_in(cast.ada)
    answer = client.post("/sign-out")
    assert answer.status_code == 303
