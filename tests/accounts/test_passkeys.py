"""Joining, signing in and confirming with passkeys, and what a lying device gets."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from time_machine import TimeMachineFixture
from werkzeug.test import TestResponse

from forum.accounts.models import Account, Passkey
from forum.lib import clock
from forum.lib.db import db
from tests.accounts.device import Device, raw
from tests.accounts.steps import add_passkey, sign_in_with
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]
NAMES = {"sign_in_name": "the quiet heron", "pen_name": "Zora"}


@pytest.fixture(autouse=True)
def _still(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(clock.now(), tick=False)


@pytest.fixture
def phone() -> Device:
    """A phone that holds no passkey yet."""
    return Device()


def _join(visitor: Visitor, device: Device) -> TestResponse:
    offer = visitor.post("/join/passkey", **NAMES).get_json()
    return visitor.post("/join", **NAMES, ticket=offer["ticket"], answer=device.create(offer["options"]))


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/settings").status_code == 200


def _with_passkey(visitor: Visitor, person: Person, device: Device) -> None:
    assert add_passkey(visitor.pass_gate().sign_in(person), device).status_code == 303


def test_somebody_joins_with_a_passkey_alone_and_comes_back_with_it(
    app: Flask, new_visitor: Come, phone: Device
) -> None:
    zora = new_visitor().pass_gate()
    assert "Welcome, Zora" in _join(zora, phone).text
    assert _is_in(zora)
    back = new_visitor().pass_gate()
    assert sign_in_with(back, phone).status_code == 303
    assert _is_in(back)
    with app.app_context():
        assert db.session.scalars(select(Account.password_hash)).all() == [""]


def test_no_password_fits_an_account_without_one(new_visitor: Come, phone: Device) -> None:
    _join(new_visitor().pass_gate(), phone)
    for password in ("", "nobody's password", "seven green kettles under snow"):
        refused = new_visitor().post("/sign-in", sign_in_name=NAMES["sign_in_name"], password=password)
        assert refused.status_code == 400


def test_what_a_device_learns_of_its_owner_is_a_random_number_and_the_sites_name(
    new_visitor: Come, phone: Device
) -> None:
    offer = new_visitor().pass_gate().post("/join/passkey", **NAMES).get_json()
    user = offer["options"]["user"]
    assert (user["name"], user["displayName"]) in {("Alcove", "Alcove"), ("Alcove", "")}
    assert len(raw(user["id"])) == 32
    assert "Zora" not in str(offer)


def test_a_taken_name_is_said_before_a_passkey_is_made(client: Visitor, cast: Cast) -> None:
    answer = client.pass_gate().post("/join/passkey", sign_in_name="something private", pen_name="Ada")
    assert answer.status_code == 409


def test_a_second_device_has_a_key_of_its_own_and_the_same_owner(
    app: Flask, new_visitor: Come, cast: Cast, phone: Device
) -> None:
    laptop, ada = Device(), new_visitor()
    _with_passkey(ada, cast.ada, phone)
    add_passkey(ada, laptop, "laptop")
    assert laptop.handle == phone.handle
    for device in (phone, laptop):
        there = new_visitor()
        assert sign_in_with(there, device).status_code == 303
        assert "laptop" in there.get("/settings/passkeys").text


def test_a_removed_passkey_signs_nobody_in(new_visitor: Come, cast: Cast, phone: Device) -> None:
    ada = new_visitor()
    _with_passkey(ada, cast.ada, phone)
    path = ada.get("/settings/passkeys").text.split('action="')
    remove = next(part.partition('"')[0] for part in path if "/remove" in part)
    assert ada.post(remove).status_code == 303
    assert sign_in_with(new_visitor(), phone).status_code == 400


def test_the_last_way_in_stays(app: Flask, new_visitor: Come, phone: Device) -> None:
    zora = new_visitor().pass_gate()
    _join(zora, phone)
    with app.app_context():
        public_id = db.session.scalars(select(Passkey.public_id)).one()
    refused = zora.post(f"/settings/passkeys/{public_id}/remove")
    assert "only way in" in refused.text
    assert zora.post("/settings/password", new_password="ten paper boats at dusk").status_code == 303
    assert zora.post(f"/settings/passkeys/{public_id}/remove").status_code == 303


def test_nobody_removes_a_passkey_of_somebody_else(
    app: Flask, new_visitor: Come, cast: Cast, phone: Device
) -> None:
    _with_passkey(new_visitor(), cast.ada, phone)
    with app.app_context():
        public_id = db.session.scalars(select(Passkey.public_id)).one()
    otto = new_visitor().pass_gate().sign_in(cast.otto)
    assert otto.post(f"/settings/passkeys/{public_id}/remove").status_code == 404


LIES: dict[str, dict[str, Any]] = {
    "from another site": {"origin": "https://alc0ve.example"},
    "for another host": {"host": "alc0ve.example"},
    "without finger, face or PIN": {"verifies": False},
    "with a count that went back": {"count": 0},
    "with another key": {"key": Device().key},
    "for a passkey that is unknown": {"credential_id": b"x" * 32},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_device_that_lies_stays_outside(new_visitor: Come, cast: Cast, phone: Device, lie: str) -> None:
    phone.count = 7
    _with_passkey(new_visitor(), cast.ada, phone)
    assert sign_in_with(new_visitor(), phone).status_code == 303
    for name, value in LIES[lie].items():
        setattr(phone, name, value)
    visitor = new_visitor().pass_gate()
    assert sign_in_with(visitor, phone).status_code == 400
    assert not _is_in(visitor)


@pytest.mark.parametrize("lie", ["from another site", "for another host", "without finger, face or PIN"])
def test_no_passkey_is_made_elsewhere_or_without_its_owner(new_visitor: Come, cast: Cast, lie: str) -> None:
    ada = new_visitor().pass_gate().sign_in(cast.ada)
    assert add_passkey(ada, Device(**LIES[lie])).status_code == 400
    assert "You have none" in ada.get("/settings/passkeys").text


def test_an_answer_counts_once(new_visitor: Come, cast: Cast, phone: Device) -> None:
    _with_passkey(new_visitor(), cast.ada, phone)
    offer = new_visitor().post("/sign-in/passkey/offer").get_json()
    sent = {"ticket": offer["ticket"], "answer": phone.use(offer["options"])}
    assert new_visitor().post("/sign-in/passkey", **sent).status_code == 303
    again = new_visitor().pass_gate()
    assert "begin again" in again.post("/sign-in/passkey", **sent).text
    assert not _is_in(again)


def test_a_challenge_is_for_one_purpose(new_visitor: Come, cast: Cast, phone: Device) -> None:
    """What was signed in order to confirm opens no session, nor the other way round."""
    ada = new_visitor()
    _with_passkey(ada, cast.ada, phone)
    offer = ada.post("/settings/confirm/passkey").get_json()
    sent = {"ticket": offer["ticket"], "answer": phone.use(offer["options"])}
    assert new_visitor().post("/sign-in/passkey", **sent).status_code == 400


def test_a_challenge_is_stale_after_five_minutes(
    new_visitor: Come, cast: Cast, phone: Device, time_machine: TimeMachineFixture
) -> None:
    _with_passkey(new_visitor(), cast.ada, phone)
    offer = new_visitor().post("/sign-in/passkey/offer").get_json()
    time_machine.shift(timedelta(minutes=5))
    late = {"ticket": offer["ticket"], "answer": phone.use(offer["options"])}
    assert "five minutes" in new_visitor().post("/sign-in/passkey", **late).text


def test_the_passkey_of_another_confirms_nothing(
    new_visitor: Come, cast: Cast, phone: Device, time_machine: TimeMachineFixture
) -> None:
    _with_passkey(new_visitor(), cast.otto, phone)
    ada = new_visitor().pass_gate().sign_in(cast.ada)
    time_machine.shift(timedelta(minutes=16))
    offer = ada.post("/settings/confirm/passkey").get_json()
    answer = phone.use(offer["options"])
    assert ada.post("/settings/confirm", ticket=offer["ticket"], answer=answer).status_code == 400
    assert ada.get("/settings/passkeys").status_code == 303


def test_one_offered_to_somebody_is_kept_for_nobody_else(
    app: Flask, new_visitor: Come, cast: Cast, phone: Device
) -> None:
    ada, otto = (new_visitor().pass_gate().sign_in(person) for person in (cast.ada, cast.otto))
    offer = ada.post("/settings/passkeys/offer").get_json()
    made = phone.create(offer["options"])
    assert otto.post("/settings/passkeys", ticket=offer["ticket"], answer=made).status_code == 400
    with app.app_context():
        assert db.session.scalar(select(func.count(Passkey.id))) == 0


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 1}', "x" * 30_000, '{"rawId": "é"}'])
def test_what_is_no_answer_is_refused_in_words(new_visitor: Come, answer: str) -> None:
    visitor = new_visitor()
    offer = visitor.post("/sign-in/passkey/offer").get_json()
    refused = visitor.post("/sign-in/passkey", ticket=offer["ticket"], answer=answer)
    assert refused.status_code == 400
    assert "did not let you in" in refused.text


def test_endless_names_are_refused_before_anybody_compares_them(client: Visitor) -> None:
    started = time.process_time()
    endless = {"sign_in_name": "x" * 300_000, "pen_name": "z" * 300_000}
    assert client.pass_gate().post("/join/passkey", **endless).status_code == 409
    assert time.process_time() - started < 1
