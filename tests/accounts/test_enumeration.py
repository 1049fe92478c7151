"""Nobody finds out by asking whether somebody signs in here: the same answer, the same work, the same time.

Joining must say that a sign-in name is taken (docs/decisions/sign-in-names.md), but only to whoever offers
a pen name that is free and a password that is good, and sixty times an hour.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from forum.accounts import limits, passwords
from forum.accounts.models import Account, OneTimeCodes
from forum.lib import keys
from forum.lib.db import db, writing
from tests.cast import Cast, Person, assemble
from tests.fixtures.clients import Visitor
from tests.statements import Statement, statements_of

PASSWORD = "eight green kettles under snow"
COST = passwords.Cost(memory_kib=4096, passes=1)  # a few milliseconds: their absence would be seen at once
TRIES = 200  # of each
# Of 200 pairs, the known name is the slower one in 100 ± 7 where there is nothing to see. Five of
# those sevens happen by chance once in a million runs, however busy the machine is: what disturbs
# one of a pair disturbs the other as often.
NOISE = 36

Ask = Callable[[Visitor, str, str], TestResponse]


def _sign_in(visitor: Visitor, name: str, token: str) -> TestResponse:
    form = {"csrf_token": token, "sign_in_name": name, "password": PASSWORD}
    return visitor.http.post("/sign-in", data=form)


def _recover(visitor: Visitor, name: str, token: str) -> TestResponse:
    form = {"csrf_token": token, "sign_in_name": name, "recovery_code": "0" * 28, "new_password": PASSWORD}
    return visitor.http.post("/recover", data=form)


def _join(visitor: Visitor, name: str, token: str) -> TestResponse:
    form = {"csrf_token": token, "sign_in_name": name, "pen_name": "Tim", "password": PASSWORD}
    return visitor.http.post("/join", data=form)


def _join_carelessly(visitor: Visitor, name: str, token: str) -> TestResponse:
    form = {"csrf_token": token, "sign_in_name": name, "pen_name": "Somebodynew", "password": "short"}
    return visitor.http.post("/join", data=form)


DOORS = (_sign_in, _recover, _join, _join_carelessly)


@dataclass(frozen=True)
class Answer:
    """What can be seen of an answer, and what it took."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...]
    statements: tuple[str, ...]
    hashes: tuple[str, ...]
    loaded: int  # accounts: to load one takes a twentieth of a millisecond, which two hundred tries show


@pytest.fixture
def people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast, whose passwords cost something, at doors that do not close."""
    monkeypatch.setattr(passwords, "_cost", COST)
    for name in ("SIGN_IN_NAME", "SIGN_IN_NETWORK", "RECOVER_NAME", "RECOVER_NETWORK", "JOIN_ATTEMPT"):
        monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=100 * TRIES))
    return assemble(app)


@pytest.mark.parametrize("ask", DOORS)
def test_known_and_unknown_names_get_the_same_answer_for_the_same_work(
    app: Flask, people: Cast, new_visitor: Callable[[], Visitor], ask: Ask
) -> None:
    visitor = new_visitor()
    token = visitor.csrf_token()
    ask(visitor, "warming up", token)
    _let_in_by_passkey_alone(app, people.tim)
    _ask_for_codes(app, people.otto)
    known = [person.sign_in_name for person in people.people]
    answers = [_watched(app, visitor, name, token, ask) for name in ("somebody who is not here", *known)]
    assert answers[0].status == 400
    assert answers[0].statements or ask is _join_carelessly
    for one, other in pairwise(answers):
        assert one == other


@pytest.mark.parametrize("ask", [_sign_in, _recover, _join])
def test_known_and_unknown_names_take_the_same_time(
    people: Cast, new_visitor: Callable[[], Visitor], ask: Ask
) -> None:
    known = people.ada.sign_in_name
    times = _timed(new_visitor(), (known, known.replace("Ada", "Eve")), ask)
    for clock, pairs in times.items():
        seen = [median(each) for each in zip(*pairs, strict=True)]
        slower = f"{clock}: {_slower(pairs)} of {TRIES} were slower, medians {seen}"
        assert abs(_slower(pairs) - TRIES / 2) <= NOISE, slower


def test_a_difference_would_be_seen(
    people: Cast, new_visitor: Callable[[], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other test measures, where unknown names are spared the hash."""
    guess, nothing = passwords.guess, passwords.Guess(None, fits=False)

    def spare(stored: str | None, typed: str) -> passwords.Guess:
        return guess(stored, typed) if stored else nothing

    monkeypatch.setattr(passwords, "guess", spare)
    known = people.ada.sign_in_name
    times = _timed(new_visitor(), (known, known.replace("Ada", "Eve")), _sign_in)
    for clock, pairs in times.items():
        assert _slower(pairs) > TRIES / 2 + NOISE, f"{clock}: {_slower(pairs)}"


def test_a_taken_name_is_told_only_to_whoever_offers_a_free_pen_name(
    people: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    visitor = new_visitor()
    form = {"sign_in_name": people.ada.sign_in_name, "password": PASSWORD}
    told = visitor.post("/join", pen_name="Somebodynew", **form)
    assert (told.status_code, "cannot be used" in told.text) == (400, True)
    silent = visitor.post("/join", pen_name="Tim", **form)
    assert (silent.status_code, "cannot be used" in silent.text) == (400, False)


def test_the_sixty_first_question_at_joining_is_not_answered(
    cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    form = {"sign_in_name": cast.ada.sign_in_name, "pen_name": "Somebodynew", "password": PASSWORD}
    answers = [new_visitor().post("/join", **form).status_code for _ in range(61)]
    assert answers == [400] * 60 + [429]


def _let_in_by_passkey_alone(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        db.session.get_one(Account, person.account_id).password_hash = ""
        db.session.commit()


def _ask_for_codes(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        sealed = keys.seal("one-time codes", "a key")
        codes = OneTimeCodes(sealed_secret=sealed, last_step=0, has_short_password=False)
        codes.account_id = person.account_id
        db.session.add(codes)
        db.session.commit()


def _watched(app: Flask, visitor: Visitor, name: str, token: str, ask: Ask) -> Answer:
    with _work(app) as (statements, hashes, loaded):
        answer = ask(visitor, name, token)
    body = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text).replace(name, "the name")
    headers = sorted(
        (header, value) for header, value in answer.headers if header not in {"Content-Length", "Set-Cookie"}
    )
    asked = tuple(each.sql for each in statements)
    return Answer(answer.status_code, body, tuple(headers), asked, tuple(hashes), len(loaded))


@contextmanager
def _work(app: Flask) -> Iterator[tuple[list[Statement], list[str], list[object]]]:
    """The statements that are sent to the database meanwhile, the costs of what is hashed, and the accounts
    that are loaded.
    """
    loaded: list[object] = []

    def note(account: Account, _context: object) -> None:
        loaded.append(account)

    hashes: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, stored: str, password: str) -> bool:
        hashes.append(stored.split("$")[3])
        return bool(verify(self, stored, password))

    with pytest.MonkeyPatch.context() as patch, statements_of(app) as statements:
        patch.setattr(PasswordHasher, "verify", counting)
        event.listen(Account, "load", note)
        try:
            yield statements, hashes, loaded
        finally:
            event.remove(Account, "load", note)


def _slower(pairs: list[tuple[float, float]]) -> int:
    """In how many pairs the known name took longer."""
    return sum(known > unknown for known, unknown in pairs)


def _timed(visitor: Visitor, names: tuple[str, str], ask: Ask) -> dict[str, list[tuple[float, float]]]:
    """What each of two names takes, asked in turn: by the wall's clock, and of this thread's own work."""
    token = visitor.csrf_token()
    for name in names * 3:
        ask(visitor, name, token)
    seen: dict[str, list[tuple[float, float]]] = {"time": [], "work": []}
    for number in range(TRIES):
        turn = names if number % 2 else names[::-1]
        took = {}
        for name in turn:
            wall, work = time.perf_counter(), time.thread_time()
            ask(visitor, name, token)
            took[name] = (time.perf_counter() - wall, time.thread_time() - work)
        for position, clock in enumerate(seen):
            seen[clock].append((took[names[0]][position], took[names[1]][position]))
    return seen
