"""Getting back in with the recovery code, and the settings that guard it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from forum.lib import clock
from tests.cast import Cast
from tests.fixtures.clients import Visitor

NAME = "the quiet heron"
OLD = "nine paper boats at dawn"
NEW = "ten paper boats at dusk"


@pytest.fixture
def zora(new_visitor: Callable[[], Visitor]) -> tuple[Visitor, str]:
    """Somebody who has just joined, signed in on their device, and the code they wrote down."""
    visitor = new_visitor().pass_gate()
    page = visitor.post("/join", sign_in_name=NAME, pen_name="Zora", password=OLD)
    return visitor, _code(page)


def _code(page: TestResponse) -> str:
    assert page.status_code == 200, page.text
    return "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", page.text))


def _recover(visitor: Visitor, code: str, name: str = NAME, password: str = NEW) -> TestResponse:
    return visitor.post("/recover", sign_in_name=name, recovery_code=code, new_password=password)


def _signs_in(visitor: Visitor, password: str) -> bool:
    return visitor.post("/sign-in", sign_in_name=NAME, password=password).status_code == 303


def test_a_forgotten_password_is_replaced_and_every_device_signed_out(
    zora: tuple[Visitor, str], client: Visitor, new_visitor: Callable[[], Visitor]
) -> None:
    old_device, code = zora
    page = _recover(client.pass_gate(), code.lower().replace("-", " "))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert _code(page) != code
    assert client.get("/settings").status_code == 200
    assert old_device.get("/settings").status_code == 303
    assert not _signs_in(new_visitor(), OLD)
    assert _signs_in(new_visitor(), NEW)


def test_a_code_works_once_and_the_next_one_after_it(
    zora: tuple[Visitor, str], new_visitor: Callable[[], Visitor]
) -> None:
    _, code = zora
    fresh = _code(_recover(new_visitor(), code))
    assert _recover(new_visitor(), code).status_code == 400
    assert _recover(new_visitor(), fresh, password=OLD).status_code == 200


@pytest.mark.parametrize("code", ["", "0000", "0" * 28, "ZZZZ-" * 7, "é" * 28, "0" * 200])
def test_unknown_names_and_wrong_codes_get_the_same_answer(
    zora: tuple[Visitor, str], new_visitor: Callable[[], Visitor], code: str
) -> None:
    known, unknown = (_recover(new_visitor(), code, name=name) for name in (NAME, "the quiet robin"))
    assert known.status_code == unknown.status_code == 400
    pages = [re.sub(r'name="csrf_token" value="[^"]*"', "", page.text) for page in (known, unknown)]
    assert pages[0].replace("heron", "robin") == pages[1]
    assert "do not belong together" in pages[0]


def test_a_poor_new_password_does_not_spend_the_code(
    zora: tuple[Visitor, str], new_visitor: Callable[[], Visitor]
) -> None:
    _, code = zora
    for poor in ("short", "passwordpassword", "zorazorazora-zora", f"{NAME} x"):
        page = _recover(new_visitor(), code, password=poor)
        assert page.status_code == 400
        assert 'id="new_password-error"' in page.text
    assert _recover(new_visitor(), code).status_code == 200


def test_a_poor_password_tells_nothing_about_a_name(new_visitor: Callable[[], Visitor]) -> None:
    page = _recover(new_visitor(), "0" * 28, name="the quiet robin", password="zorazorazora-zora")
    assert "do not belong together" in page.text


def test_the_sixth_guess_at_a_code_must_wait_an_hour(
    zora: tuple[Visitor, str], new_visitor: Callable[[], Visitor], time_machine: TimeMachineFixture
) -> None:
    _, code = zora
    time_machine.move_to(clock.now(), tick=False)
    answers = [_recover(new_visitor(), "0" * 28) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert _recover(new_visitor(), code).status_code == 429
    time_machine.shift(timedelta(hours=1, seconds=1))
    assert _recover(new_visitor(), code).status_code == 200


def test_a_new_code_ends_the_old_one(zora: tuple[Visitor, str], new_visitor: Callable[[], Visitor]) -> None:
    visitor, code = zora
    fresh = _code(visitor.post("/settings/recovery"))
    assert fresh != code
    assert _recover(new_visitor(), code).status_code == 400
    assert _recover(new_visitor(), fresh).status_code == 200


def test_another_password_ends_other_sessions(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    other = new_visitor().sign_in(cast.ada)
    client.sign_in(cast.ada)
    assert other.get("/settings").status_code == 200
    assert client.post("/settings/password", new_password=NEW).status_code == 303
    assert client.get("/settings").status_code == 200
    assert other.get("/settings").status_code != 200
    signed_in = new_visitor().post("/sign-in", sign_in_name=cast.ada.sign_in_name, password=NEW)
    assert signed_in.status_code == 303


def test_a_poor_new_password_is_refused_in_the_settings_too(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ada)
    page = client.post("/settings/password", new_password="alcovealcovealcove")
    assert page.status_code == 400
    assert 'id="new_password-error"' in page.text
