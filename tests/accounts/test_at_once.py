"""Two of one person's errands in the same moment, each with a connection of its own."""

from contextlib import suppress

import pytest
from flask import Flask
from sqlalchemy import func, select

from forum.access import GUEST
from forum.accounts import actions
from forum.accounts.actions import _passkeys
from forum.accounts.models import Account, Passkey, SignInSession
from forum.accounts.passkeys import Answer
from forum.accounts.refusals import LastWayIn, PasskeyRefused
from forum.lib import clock
from forum.lib.db import db, writing
from tests.at_once import in_the_middle_of
from tests.cast import PASSWORD, Cast

NEW = "ten paper boats at dusk"


def test_no_sign_in_with_the_old_password_outlives_its_change(app: Flask, cast: Cast) -> None:
    opened: list[object] = []
    ada = cast.ada.confirmed
    name = cast.ada.sign_in_name
    in_the_middle_of(
        app,
        lambda: opened.append(actions.sign_in(GUEST, sign_in_name=name, password=PASSWORD, network=None)),
        lambda: actions.change_password(ada, new_password=NEW, this=None),
    )
    assert isinstance(opened[0], actions.Opened)
    with app.app_context():
        assert db.session.scalar(select(func.count(SignInSession.id))) == 0


def test_of_two_passkeys_that_are_removed_at_once_the_last_one_stays(app: Flask, cast: Cast) -> None:
    ada = cast.ada.confirmed
    with app.app_context(), writing():
        db.session.get_one(Account, ada.account_id).password_hash = ""
        keys = [_a_passkey(cast.ada.account_id, name) for name in (b"one", b"two")]
        db.session.commit()

    def remove(public_id: str) -> None:
        with suppress(LastWayIn):
            actions.remove_passkey(ada, public_id)

    in_the_middle_of(app, lambda: remove(keys[0]), lambda: remove(keys[1]))
    with app.app_context():
        assert db.session.scalar(select(func.count(Passkey.id))) == 1


def test_a_passkey_that_is_sent_twice_at_once_is_kept_once_and_refused_once(app: Flask, cast: Cast) -> None:
    answer = Answer(credential_id=b"one", public_key=b"key", sign_count=0)

    def keep() -> None:
        account = db.session.get_one(Account, cast.ada.account_id)
        _passkeys.keep(account, answer, b"handle", "")

    def keep_again() -> None:
        with pytest.raises(PasskeyRefused):
            keep()
        db.session.rollback()

    in_the_middle_of(app, keep, keep_again)
    with app.app_context():
        assert db.session.scalar(select(func.count(Passkey.id))) == 1


def _a_passkey(account_id: int, credential_id: bytes) -> str:
    passkey = Passkey(account_id=account_id, credential_id=credential_id, public_key=b"", sign_count=0)
    passkey.name, passkey.added_on = "", clock.today()
    db.session.add(passkey)
    db.session.flush()
    return passkey.public_id
