"""Signing in: the same answer for every wrong guess, limits that pass, text that is not lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from forum.accounts import passwords
from forum.accounts.models import Account, SignInSession
from forum.lib import clock
from forum.lib.db import db
from tests.cast import PASSWORD, Cast, Person
from tests.fixtures.clients import Visitor
from tests.statements import statements_of

WRONG = "eight green kettles under snow"


def _try(visitor: Visitor, name: str, password: str = WRONG, **fields: str) -> TestResponse:
    return visitor.post("/sign-in", sign_in_name=name, password=password, **fields)


def _without_token(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def _is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def test_ada_signs_in_and_goes_where_she_was_going(client: Visitor, cast: Cast) -> None:
    answer = _try(client, cast.ada.sign_in_name, PASSWORD, next="/settings/password")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/settings/password")
    assert "Ada" in client.get("/settings").text


def test_case_width_and_blanks_of_the_name_make_no_difference(client: Visitor, cast: Cast) -> None:
    assert _try(client, f"  {cast.ada.sign_in_name.upper()} ", PASSWORD).status_code == 303


def test_a_suspended_member_can_still_sign_in(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.bo)
    assert _is_signed_in(client)


@pytest.mark.parametrize(
    "next_path", ["//evil.example", "https://evil.example", "/\\evil", "javascript:1", "/\t/x"]
)
def test_signing_in_leads_nowhere_else(client: Visitor, cast: Cast, next_path: str) -> None:
    answer = _try(client, cast.ada.sign_in_name, PASSWORD, next=next_path)
    assert answer.headers["Location"] == "/"


def test_unknown_names_and_wrong_passwords_get_the_same_answer(
    new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    typed = "the private name of"
    known = _try(new_visitor(), cast.ada.sign_in_name)
    unknown = _try(new_visitor(), cast.ada.sign_in_name.replace("Ada", "Eve"))
    assert known.status_code == unknown.status_code == 400
    assert typed in known.text
    assert _without_token(known.text).replace("Ada", "Eve") == _without_token(unknown.text)
    assert {name for name, _ in known.headers} == {name for name, _ in unknown.headers}


def test_unknown_names_cost_the_same_work(app: Flask, new_visitor: Callable[[], Visitor], cast: Cast) -> None:
    hashed: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, stored: str, password: str) -> bool:
        hashed.append(stored.split("$")[3])
        return bool(verify(self, stored, password))

    work = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PasswordHasher, "verify", counting)
        for name in (cast.tim.sign_in_name, cast.ada.sign_in_name, "nobody at all", "\0 no name"):
            visitor = new_visitor()
            hashed.clear()
            with statements_of(app) as statements:
                _try(visitor, name)
            work.append((tuple(each.sql for each in statements), tuple(hashed)))
    assert work[1] == work[2]
    assert work[1][1] == ("m=8,t=1,p=1",)


def test_the_password_is_never_given_back(client: Visitor, cast: Cast) -> None:
    page = _try(client, cast.ada.sign_in_name).text
    assert WRONG not in page
    assert f'value="{cast.ada.sign_in_name}"' in page


def test_the_eleventh_guess_at_a_name_must_wait_and_waiting_helps(
    new_visitor: Callable[[], Visitor], cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(clock.now(), tick=False)
    answers = [_try(new_visitor(), cast.ada.sign_in_name) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert "Please wait a quarter of an hour" in answers[-1].text
    assert f'value="{cast.ada.sign_in_name}"' in answers[-1].text
    assert _try(new_visitor(), cast.ada.sign_in_name, PASSWORD).status_code == 429, (
        "not even with the right one"
    )
    assert _try(new_visitor(), cast.tim.sign_in_name, PASSWORD).status_code == 303, "others are not concerned"
    time_machine.shift(timedelta(minutes=15, seconds=1))
    assert _try(new_visitor(), cast.ada.sign_in_name, PASSWORD).status_code == 303


def test_unknown_names_are_limited_just_like_known_ones(new_visitor: Callable[[], Visitor]) -> None:
    answers = [_try(new_visitor(), "nobody at all").status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]


def test_a_good_sign_in_takes_back_what_the_name_had_spent(
    new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    for _ in range(2):
        answers = [_try(new_visitor(), cast.ada.sign_in_name).status_code for _ in range(9)]
        assert answers == [400] * 9
        assert _try(new_visitor(), cast.ada.sign_in_name, PASSWORD).status_code == 303


def test_a_network_guesses_at_thirty_names_and_no_more(
    app: Flask, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    answers = [_try(new_visitor(), f"guess number {number}").status_code for number in range(31)]
    assert answers == [400] * 30 + [429]
    elsewhere = new_visitor()
    elsewhere.http.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    assert _try(elsewhere, cast.ada.sign_in_name, PASSWORD).status_code == 303


def test_one_household_is_one_network(new_visitor: Callable[[], Visitor]) -> None:
    def guess(number: int) -> int:
        visitor = new_visitor()
        visitor.http.environ_base["REMOTE_ADDR"] = f"2001:db8:1:2::{number:x}"
        return _try(visitor, f"guess number {number}").status_code

    assert [guess(number) for number in range(31)] == [400] * 30 + [429]


def test_no_address_and_no_name_is_stored(app: Flask, client: Visitor, cast: Cast) -> None:
    client.http.environ_base["REMOTE_ADDR"] = "198.51.100.77"
    _try(client, "a name to look for")
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                assert not any("198.51.100" in str(value) or "look for" in str(value) for value in row)


def test_what_was_written_before_the_session_ended_can_be_sent(client: Visitor, cast: Cast) -> None:
    luggage = {
        "carry-action": "/p/22222222222/replies",
        "carry.body": "Dear all, <b>“ünïcode”</b> 🌿",
        "carry.parent": "",
    }
    wrong = _try(client, cast.ada.sign_in_name, **luggage)
    assert wrong.status_code == 400
    assert "“ünïcode”" in wrong.text, "a slip at the password loses nothing"
    page = _try(client, cast.ada.sign_in_name, PASSWORD, **luggage)
    assert page.status_code == 200
    assert 'action="/p/22222222222/replies"' in page.text
    assert 'name="body" value="Dear all, &lt;b&gt;“ünïcode”&lt;/b&gt; 🌿"' in page.text
    assert _is_signed_in(client)


def test_each_sign_in_has_a_new_token_and_the_old_one_is_worth_nothing(
    app: Flask, client: Visitor, cast: Cast
) -> None:
    tokens = []
    for _ in range(2):
        client.sign_in(cast.ada)
        tokens.append(_cookie(client))
    assert tokens[0] != tokens[1]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SignInSession)) == 1
    client.http.set_cookie("id", tokens[0])
    assert not _is_signed_in(client)


def test_only_a_digest_of_the_token_is_stored(app: Flask, client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ada)
    with app.app_context():
        stored = db.session.scalars(select(SignInSession)).one().token_digest
    assert _cookie(client) not in stored
    client.http.set_cookie("id", stored)
    assert not _is_signed_in(client)


def test_the_cookie_goes_with_the_browser_unless_asked_to_stay(
    new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    plain = _try(new_visitor(), cast.ada.sign_in_name, PASSWORD)
    stays = _try(new_visitor(), cast.ada.sign_in_name, PASSWORD, stay="y")
    cookie = next(value for value in plain.headers.getlist("Set-Cookie") if value.startswith("id="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Max-Age" not in cookie
    kept = next(value for value in stays.headers.getlist("Set-Cookie") if value.startswith("id="))
    days = int(re.search(r"Max-Age=(\d+)", kept).group(1)) / 86_400  # type: ignore[union-attr]  # else: fails
    assert 13.9 < days <= 14


def test_under_https_the_cookie_is_bound_to_the_host(
    app: Flask, client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    answer = _try(client, cast.ada.sign_in_name, PASSWORD)
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-id="))
    assert "Secure" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_signing_out_ends_the_session_everywhere_it_was_copied_to(
    client: Visitor, new_visitor: Callable[[], Visitor], cast: Cast
) -> None:
    client.sign_in(cast.ada)
    copied = new_visitor()
    copied.http.set_cookie("id", _cookie(client))
    assert _is_signed_in(copied)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert not _is_signed_in(client)
    assert not _is_signed_in(copied)


def test_signing_out_twice_is_no_fault(client: Visitor, cast: Cast) -> None:
    client.sign_in(cast.ada)
    assert [client.post("/sign-out").status_code for _ in range(2)] == [303, 303]


def test_a_hash_made_at_another_cost_is_renewed_at_sign_in(
    app: Flask, client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _stored_hash(app, cast.ada)
    monkeypatch.setattr(passwords, "_cost", passwords.Cost(memory_kib=16, passes=1))
    client.sign_in(cast.ada)
    after = _stored_hash(app, cast.ada)
    assert before != after
    assert "m=16," in after


def _stored_hash(app: Flask, person: Person) -> str:
    with app.app_context():
        return db.session.get_one(Account, person.account_id).password_hash


def _cookie(visitor: Visitor) -> str:
    cookie = visitor.http.get_cookie("id")
    assert cookie is not None
    return cookie.value
