"""Leak checks: nobody is led off the site (TRUST.md §4, "Redirects")."""

import pytest

from tests.agegate.leaks.world import World

ELSEWHERE = {
    "two slashes": "//evil.example/",
    "three slashes": "///evil.example/",
    "a slash and a backslash": "/\\evil.example/",
    "a backslash and a slash": "\\/evil.example/",
    "a whole address": "https://evil.example/",
    "a scheme without slashes": "https:evil.example",
    "encoded slashes": "/%2f%2fevil.example/..",
    "an encoded backslash": "/%5cevil.example",
    "a tab inside": "/\t/evil.example/",
    "a line break inside": "/\n/evil.example/",
    "a header behind it": "/x\r\nLocation: https://evil.example/",
    "a script": "javascript:alert(1)",
    "data": "data:text/html,evil",
    "a user before a host": "//good.example@evil.example/",
    "a blank before it": " //evil.example/",
    "more than 2 KiB": "/" + "x" * 3000,
    "nothing": "",
    "a NUL": "/\x00/evil.example",
    "a full-width slash": "/／evil.example",
}


@pytest.mark.parametrize("form", ELSEWHERE)
def test_the_gate_leads_nowhere_else(world: World, form: str) -> None:
    answer = world.come().fill("/", "/age", next=ELSEWHERE[form])
    _stays(answer.headers["Location"], answer.status)


@pytest.mark.parametrize("form", ELSEWHERE)
def test_signing_in_leads_nowhere_else(world: World, form: str) -> None:
    person = {"sign_in_name": world.cast.ada.sign_in_name, "password": "seven green kettles under snow"}
    answer = world.come().fill("/sign-in", "/sign-in", next=ELSEWHERE[form], **person)
    _stays(answer.headers["Location"], answer.status)


def test_the_exit_leads_where_the_operator_said_whatever_is_sent(world: World) -> None:
    answer = world.come().send("/exit?next=//evil.example", "POST", body="next=//evil.example")
    assert answer.headers["Location"] == world.server.app.config["LEAVE_URL"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def _stays(location: str, status: int) -> None:
    assert status == 303
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\", "/%2f", "/%5c"))
    assert "evil" not in location
    assert len(location) <= 2048
