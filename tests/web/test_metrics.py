"""The counts tell how the server fares, to the operator alone, and nothing of what somebody read."""

import pytest
from flask import Flask

from forum.lib import ids
from tests.cast import Cast
from tests.fixtures.clients import Visitor

TOKEN = "a token for the scraper"
FROM_ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def with_token(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application of an operator who has set a token."""
    monkeypatch.setitem(sqlite_app.config, "METRICS_TOKEN", TOKEN)
    return sqlite_app


def _visitor(app: Flask) -> Visitor:
    return Visitor(app, app.test_client())


def test_this_machine_may_look(sqlite_app: Flask) -> None:
    answer = _visitor(sqlite_app).get("/metrics")
    assert answer.status_code == 200
    assert "alcove_outbox_rows 0.0" in answer.text
    assert "alcove_memory_bytes" in answer.text


@pytest.mark.parametrize("passed", [False, True], ids=["before the gate", "behind the gate"])
@pytest.mark.parametrize(
    "options",
    [
        {"environ_base": FROM_ELSEWHERE},
        {"environ_base": {"REMOTE_ADDR": ""}},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"Via": "1.1 proxy"}},
    ],
)
def test_to_all_others_it_is_an_address_that_is_not_there(
    sqlite_app: Flask, passed: bool, options: dict[str, dict[str, str]]
) -> None:
    visitor = _visitor(sqlite_app)
    if passed:
        visitor.pass_gate()
    asked, unknown = visitor.get("/metrics", **options), visitor.get("/nothing/here", **options)
    assert asked.status_code == (404 if passed else 403)
    assert asked.data == unknown.data
    assert dict(asked.headers) == dict(unknown.headers)


def test_the_token_opens_it_from_anywhere(with_token: Flask) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    answer = _visitor(with_token).get("/metrics", headers=headers, environ_base=FROM_ELSEWHERE)
    assert answer.status_code == 200


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer \xfc"])
def test_with_a_token_set_nothing_else_opens_it(with_token: Flask, given: str) -> None:
    answer = _visitor(with_token).get("/metrics", headers={"Authorization": given} if given else {})
    assert answer.status_code == 403


def test_requests_are_counted_by_view_and_never_by_address(app: Flask, cast: Cast) -> None:
    visitor = Visitor(app, app.test_client()).pass_gate()
    unknown, wanted = ids.new_id(), 'alcove_requests_total{method="GET",status="4xx",view="discussion.post"}'
    before = _value(visitor, wanted)
    visitor.get(f"/p/{unknown}?context=planted")
    visitor.http.open("/p/x", method="PLANTED")
    visitor.get("/u/Planted")
    visitor.get("/planted/address")
    assert _value(visitor, wanted) == before + 1
    text = visitor.get("/metrics").text
    assert unknown not in text
    assert "lanted" not in text


def _value(visitor: Visitor, name: str) -> float:
    lines = visitor.get("/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)), 0.0)


def test_pages_from_memory_are_told_from_those_that_were_made(app: Flask, cast: Cast) -> None:
    visitor = Visitor(app, app.test_client()).pass_gate()
    found, made = (f'alcove_kept_pages_total{{found="{answer}"}}' for answer in ("yes", "no"))
    before = _value(visitor, found), _value(visitor, made)
    for _ in range(3):
        visitor.get("/")
    assert _value(visitor, found) >= before[0] + 2
    assert _value(visitor, found) + _value(visitor, made) == sum(before) + 3
