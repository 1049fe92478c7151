"""What concerns the whole account is open only to whoever has shown of late that it is theirs."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from forum.lib import clock
from forum.lib.ids import new_id
from forum.web import doors
from tests.cast import PASSWORD, Cast
from tests.fixtures.clients import Visitor

DANGEROUS = ("/settings/password", "/settings/recovery", "/settings/passkeys", "/settings/codes")
LATER = timedelta(minutes=16)


@pytest.fixture
def ada(client: Visitor, cast: Cast, time_machine: TimeMachineFixture) -> Visitor:
    """Ada, who signed in a quarter of an hour ago."""
    time_machine.move_to(clock.now(), tick=False)
    client.pass_gate().sign_in(cast.ada)
    time_machine.shift(LATER)
    return client


def _is_asked(visitor: Visitor, path: str, method: str = "GET") -> str | None:
    """Where the visitor would go on to after confirming, if they are asked to."""
    answer = visitor.get(path) if method == "GET" else visitor.post(path)
    there = urlsplit(answer.headers.get("Location", ""))
    return parse_qs(there.query)["next"][0] if there.path == "/settings/confirm" else None


@pytest.mark.parametrize("path", [*DANGEROUS, "/settings/leaving", "/settings/pen-name"])
def test_a_dangerous_page_asks_who_is_there_and_goes_on(ada: Visitor, path: str) -> None:
    assert _is_asked(ada, path) == path
    answer = ada.post("/settings/confirm", current_password=PASSWORD, next=path)
    assert (answer.status_code, answer.headers["Location"]) == (303, path)
    assert ada.get(path).status_code == 200


def test_whoever_has_just_signed_in_is_not_asked(client: Visitor, cast: Cast) -> None:
    client.pass_gate().sign_in(cast.ada)
    for path in DANGEROUS:
        assert client.get(path).status_code == 200


def test_every_dangerous_door_is_shut_to_whoever_found_an_open_device(app: Flask, ada: Visitor) -> None:
    """Walk all that ask for it, by every method, and see that none does anything."""
    shut = [
        (rule.rule.replace("<id:public_id>", new_id()), method)
        for rule in app.url_map.iter_rules()
        if doors.table_of(app).get(rule.endpoint, doors.PUBLIC).is_confirmed
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    assert len(shut) > 9
    for path, method in shut:
        assert _is_asked(ada, path, method), path


def test_a_form_that_came_too_late_leads_back_to_its_own_page(ada: Visitor) -> None:
    assert _is_asked(ada, "/settings/codes/off", "POST") == "/settings/codes"
    assert _is_asked(ada, f"/settings/passkeys/{new_id()}/remove", "POST") == "/settings/passkeys"


def test_a_wrong_password_says_so_and_opens_nothing(ada: Visitor) -> None:
    wrong = ada.post("/settings/confirm", current_password="a guess", next="/settings/codes")
    assert wrong.status_code == 400
    assert 'id="current_password-error"' in wrong.text
    assert 'value="/settings/codes"' in wrong.text
    assert _is_asked(ada, "/settings/codes")


def test_a_stolen_session_cannot_guess_the_password_for_long(ada: Visitor) -> None:
    answers = [ada.post("/settings/confirm", current_password="a guess").status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]


def test_confirming_leads_nowhere_else(ada: Visitor) -> None:
    away = ada.post("/settings/confirm", current_password=PASSWORD, next="//elsewhere.example/")
    assert away.headers["Location"] == "/settings"


def test_what_was_confirmed_on_one_device_is_not_on_another(
    ada: Visitor, app: Flask, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    other = Visitor(app, app.test_client()).pass_gate().sign_in(cast.ada)
    time_machine.shift(LATER)
    ada.post("/settings/confirm", current_password=PASSWORD)
    assert ada.get("/settings/codes").status_code == 200
    assert _is_asked(other, "/settings/codes")
