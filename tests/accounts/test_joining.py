"""Joining: two names, a password, a code shown once, and what can stand in the way."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from time_machine import TimeMachineFixture

from forum.access import GUEST, SYSTEM, AccessRefused, AgeLevel, Role, Standing
from forum.accounts import actions, limits, queries
from forum.accounts.models import Account, Persona
from forum.agegate.models import AgeAnswer
from forum.lib import clock
from forum.lib.db import db
from tests.cast import Cast
from tests.fixtures.clients import Visitor

NEW: dict[str, Any] = {
    "sign_in_name": "the quiet heron",
    "pen_name": "Zora",
    "password": "nine paper boats at dawn",
}


def _code(page: str) -> str:
    found = re.search(r'class="recovery-code"[^>]*>(.*?)</p>', page, re.DOTALL)
    assert found, page
    return "-".join(re.findall(r"<span>([0-9A-Z]{4})</span>", found.group(1)))


def _count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_somebody_new_joins_and_is_signed_in(app: Flask, client: Visitor) -> None:
    client.pass_gate()
    page = client.post("/join", **NEW)
    assert page.status_code == 200
    assert len(_code(page.text)) == 34
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Zora" in client.get("/settings").text


def test_the_code_is_shown_once_and_kept_nowhere(app: Flask, client: Visitor) -> None:
    code = _code(client.post("/join", **NEW).text)
    again = client.post("/join", **NEW)
    assert (again.status_code, again.headers["Location"]) == (303, "/")
    with app.app_context():
        account = db.session.scalars(select(Account)).one()
        stored = [str(value) for value in vars(account).values()]
        assert not any(code in text or code.replace("-", "") in text for text in stored)
        assert not any("heron" in text or "boats" in text for text in stored)


def test_a_new_member_is_a_newcomer_with_one_pen_name(app: Flask, client: Visitor) -> None:
    client.post("/join", **NEW)
    with app.app_context():
        cookie = client.http.get_cookie("id")
        arrival = queries.arrival(cookie.value) if cookie else None
        assert arrival is not None
        viewer = arrival.viewer
        assert (viewer.pen_name, viewer.role, viewer.standing) == ("Zora", Role.MEMBER, Standing.NEWCOMER)
        persona = db.session.scalars(select(Persona)).one()
        assert re.fullmatch(r"[0-9a-f]{16}", persona.identicon_seed)


def test_what_was_said_at_the_gate_is_kept_with_the_account(
    app: Flask, new_visitor: Callable[[], Visitor]
) -> None:
    new_visitor().pass_gate().post("/join", **NEW)
    new_visitor().post("/join", **NEW | {"sign_in_name": "the loud heron", "pen_name": "Ozra"})
    with app.app_context():
        said = db.session.scalars(select(AgeAnswer)).one()
        assert said.level == AgeLevel.DECLARED
        assert said.account_id == db.session.scalar(select(Persona.account_id).filter_by(pen_name="Zora"))


def test_a_member_who_comes_to_join_is_sent_on(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ada)
    assert client.get("/join?next=/about").headers["Location"] == "/about"
    assert client.post("/join", **NEW).status_code == 303
    with client.app.app_context():
        assert _count(Account) == len(cast.people)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("pen_name", "A", "at least 3 characters"),
        ("pen_name", "Zora Z", "letters and digits"),
        ("pen_name", "Zоra", "one alphabet"),
        ("pen_name", "Moderator", "kept for the house"),
        ("pen_name", "Alc-ove", "kept for the house"),
        ("sign_in_name", "x", "3 to 64"),
        ("sign_in_name", "Z.o.r.a", "must differ from your pen name"),
        ("password", "too short", "at least 15"),
        ("password", "zora1 zora2 zora7", "too close to a name"),
        ("password", "passwordpassword", "easy to guess"),
    ],
)
def test_what_will_not_do_is_said_at_its_field_and_the_rest_is_kept(
    client: Visitor, field: str, typed: str, sentence: str
) -> None:
    page = client.post("/join", **NEW | {field: typed})
    assert page.status_code == 400
    assert sentence in page.text
    assert f'id="{field}-error"' in page.text
    for name in {"pen_name", "sign_in_name"} - {field}:
        assert f'value="{NEW[name]}"' in page.text
    assert NEW["password"] not in page.text
    with client.app.app_context():
        assert _count(Account) == 0


@pytest.mark.parametrize("twin", ["ada", "ADA", "A-d-a", "a.da", "Аdа".replace("d", "ԁ"), "ａｄａ"])
def test_nobody_takes_a_name_that_could_be_mistaken_for_adas(client: Visitor, cast: Cast, twin: str) -> None:
    page = client.post("/join", **NEW | {"pen_name": twin})
    assert page.status_code == 400
    assert "taken, or looks too much" in page.text


def test_a_sign_in_name_belongs_to_one_account(client: Visitor, cast: Cast) -> None:
    page = client.post("/join", **NEW | {"sign_in_name": cast.ada.sign_in_name.upper()})
    assert page.status_code == 400
    assert "cannot be used" in page.text
    assert "taken" not in page.text


def test_everything_that_is_wrong_is_said_at_once(client: Visitor) -> None:
    page = client.post("/join", sign_in_name="", pen_name="", password="")
    for field in NEW:
        assert f'id="{field}-error"' in page.text


def test_so_many_accounts_an_hour_from_one_network(
    new_visitor: Callable[[], Visitor], time_machine: TimeMachineFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "JOIN", replace(limits.JOIN, most=5))
    time_machine.move_to(clock.now(), tick=False)

    def join(number: int) -> int:
        letter = "abcdefgh"[number]
        person = {"sign_in_name": f"private {letter}", "pen_name": f"Zora{letter}x"}
        return new_visitor().post("/join", **NEW | person).status_code

    assert [join(number) for number in range(6)] == [200] * 5 + [429]
    time_machine.shift(timedelta(hours=1, seconds=1))
    assert join(6) == 200


def test_asking_for_taken_names_is_limited_and_what_was_typed_is_kept(client: Visitor, cast: Cast) -> None:
    taken = NEW | {"sign_in_name": cast.ada.sign_in_name}
    answers = [client.post("/join", **taken) for _ in range(limits.JOIN_ATTEMPT.most + 1)]
    assert [answer.status_code for answer in answers] == [400] * limits.JOIN_ATTEMPT.most + [429]
    assert "Please wait an hour" in answers[-1].text
    assert 'value="Zora"' in answers[-1].text


def test_two_who_choose_the_same_name_at_once(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Visitor
) -> None:
    monkeypatch.setattr(queries, "is_pen_name_free", lambda key, skeleton: True)
    page = client.post("/join", **NEW | {"pen_name": "ada"})
    assert page.status_code == 400
    assert "taken" in page.text
    with app.app_context():
        assert _count(Account) == len(cast.people)


def test_the_operator_makes_as_many_accounts_as_needed(app: Flask, db_session: object) -> None:
    for letter in "abcdefgh":
        person = {"sign_in_name": f"private {letter}", "pen_name": f"Zora{letter}x"}
        joined = actions.join(SYSTEM, **NEW | person, network=None)
        actions.appoint(SYSTEM, joined.account_id, Role.MODERATOR)
    assert _count(Account) == 8


def test_members_have_one_account_by_this_door(app: Flask, cast: Cast, db_session: object) -> None:
    with pytest.raises(AccessRefused):
        actions.join(cast.ada.viewer, **NEW, network=None)
    with pytest.raises(AccessRefused):
        actions.appoint(GUEST, cast.ada.account_id, Role.ADMINISTRATOR)
