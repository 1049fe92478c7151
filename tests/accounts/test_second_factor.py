"""A moderator's rights sleep until a second factor is shown; so do an administrator's."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from time_machine import TimeMachineFixture

from forum.access import Role
from forum.accounts import policy
from forum.config import Config
from forum.lib import clock
from tests.accounts.device import Device
from tests.accounts.steps import add_passkey, half_way, send_code, set_up_codes, sign_in_with
from tests.cast import Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]


@pytest.fixture(autouse=True)
def _required(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SECOND_FACTOR", True)


@pytest.mark.parametrize("who", ["mira", "root"])
def test_a_password_alone_opens_a_members_session(client: Visitor, cast: Cast, who: str) -> None:
    mira = client.pass_gate().sign_in(getattr(cast, who))
    assert mira.get("/moderation").headers["Location"] == "/settings/signing-in"
    assert "One more step before you can moderate" in mira.get("/settings/signing-in").text
    assert 'href="/moderation"' not in mira.get("/").text
    assert mira.post("/moderation/rules").status_code == 303


def test_one_time_codes_wake_the_rights_at_once_and_at_every_sign_in(
    new_visitor: Come, cast: Cast, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(clock.now(), tick=False)
    mira = new_visitor().pass_gate().sign_in(cast.mira)
    codes = set_up_codes(mira)
    assert mira.get("/moderation").status_code == 200
    time_machine.shift(timedelta(seconds=30))
    again = new_visitor().pass_gate()
    assert send_code(again, half_way(again, cast.mira), codes.at(clock.now())).status_code == 303
    assert again.get("/moderation").status_code == 200


def test_a_passkey_wakes_the_rights(new_visitor: Come, cast: Cast) -> None:
    mira, phone = new_visitor().pass_gate().sign_in(cast.mira), Device()
    assert add_passkey(mira, phone).status_code == 303
    assert mira.get("/moderation").status_code == 200
    again = new_visitor().pass_gate()
    sign_in_with(again, phone)
    assert again.get("/moderation").status_code == 200
    by_password = new_visitor().pass_gate().sign_in(cast.mira)
    assert by_password.get("/moderation").status_code == 303


def test_a_passkey_wakes_a_session_that_a_password_opened(new_visitor: Come, cast: Cast) -> None:
    phone = Device()
    add_passkey(new_visitor().pass_gate().sign_in(cast.mira), phone)
    mira = new_visitor().pass_gate().sign_in(cast.mira)
    offer = mira.post("/settings/confirm/passkey").get_json()
    sent = {"ticket": offer["ticket"], "answer": phone.use(offer["options"]), "next": "/moderation"}
    assert mira.post("/settings/confirm", **sent).headers["Location"] == "/moderation"
    assert mira.get("/moderation").status_code == 200


def test_members_notice_nothing_of_it(client: Visitor, cast: Cast) -> None:
    ada = client.pass_gate().sign_in(cast.ada)
    assert ada.get("/moderation").status_code == 403
    assert "One more step" not in ada.get("/settings/signing-in").text


@given(st.sampled_from(Role), st.booleans(), st.booleans())
def test_no_session_carries_more_than_its_account_may(role: Role, shown: bool, is_required: bool) -> None:
    awake = policy.awake(role, has_second_factor=shown, is_required=is_required)
    assert awake <= role
    assert (awake < Role.MODERATOR) or shown or not is_required


def test_it_is_required_everywhere_but_in_the_demonstration(tmp_path: object) -> None:
    def needs(**settings: object) -> bool:
        base = {"secret_key": "k" * 40, "data_dir": tmp_path, "database_url": "sqlite:///x.db"}
        return Config(**base, **settings).needs_second_factor  # type: ignore[arg-type]  # one dict for all

    assert needs()
    assert not needs(demo=True)
    assert needs(demo=True, second_factor="required")
    assert not needs(second_factor="optional")
