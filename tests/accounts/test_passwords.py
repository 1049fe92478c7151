"""Passwords: long is enough, easy to guess is not, and what is stored says nothing."""

from contextlib import suppress

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts import passwords
from forum.accounts.passwords import PasswordRefused, check, hash_password, needs_rehash, verify

GOOD = [
    "correct horse battery staple", "my cat sleeps on mondays", "人生は短い芸術は長い機会は去りやすい",
    "w8#Kd92!mLq0-zXy", "zażółć gęślą jaźń w maju",
    "🦊🐢🪁🎻🥐🧵🪴🫖🧭🪵🦉🍋🎠🕯️🧶", " blanks  at  both  ends ",
]  # fmt: skip
GUESSABLE = [
    "passwordpassword", "Password1234567", "P@ssw0rdP@ssw0rd", "aaaaaaaaaaaaaaaaaaaa", "123456789012345",
    "qwertyuiopasdfghjkl", "abcabcabcabcabcabc", "iloveyouiloveyou", "correcthorsebatterystaple",
    "letmeinletmeinletmein", "abcdefghijklmnop", "098765432109876", "121212121212121212",
]  # fmt: skip


@pytest.mark.parametrize("password", GOOD)
def test_a_long_password_needs_no_digits_or_signs(password: str) -> None:
    check(password, ["Ada", "the heron", "Alcove"])


@pytest.mark.parametrize("password", GUESSABLE)
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check(password)
    assert refused.value.code == "guessable"


@pytest.mark.parametrize("password", ["adalovelace-2026", "ADALOVELACEadalovelace", "alcove-alcove-alcove"])
def test_own_names_and_the_sites_make_no_password(password: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check(password, ["AdaLovelace", "Alcove"])
    assert refused.value.code in {"names", "guessable"}


def test_fourteen_characters_are_too_few_and_fifteen_enough() -> None:
    with pytest.raises(PasswordRefused) as refused:
        check("green kettle 7")
    assert refused.value.code == "too_short"
    check("green kettle 71")


def test_a_password_may_be_a_page_long_but_no_longer() -> None:
    page = "every sentence of it differs from the others: " + "".join(chr(0x4E00 + 7 * n) for n in range(970))
    check(page)
    with pytest.raises(PasswordRefused) as refused:
        check(page + "x" * 100)
    assert refused.value.code == "too_long"


@given(st.text(max_size=1100))
def test_any_text_is_good_or_refused(password: str) -> None:
    with suppress(PasswordRefused):
        check(password, ["Ada", "", "\0"])


def test_a_stored_password_is_known_again_and_no_other_is(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        stored = hash_password("seven green kettles")
        assert stored.startswith("$argon2id$")
        assert verify(stored, "seven green kettles")
        assert not verify(stored, "seven green kettle")
        assert not verify(stored, "")
        assert hash_password("seven green kettles") != stored


def test_the_same_letters_typed_on_another_keyboard_fit(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        assert verify(hash_password("Zoë's garden shed"), "Zoe\u0308's garden shed")


def test_lone_surrogates_and_nul_bytes_do_no_harm(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        stored = hash_password("\ud800\0 and so on")
        assert verify(stored, "\ud800\0 and so on")


def test_without_an_account_nothing_fits_not_even_the_stand_in(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        assert not verify(None, "nobody's password")
        assert not verify("no hash at all", "anything")


def test_a_hash_made_at_another_cost_is_renewed(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite_app.app_context():
        stored = hash_password("seven green kettles")
        assert not needs_rehash(stored)
        monkeypatch.setattr(passwords, "_cost", passwords.Cost(memory_kib=16, passes=1))
        assert needs_rehash(stored)
        assert verify(stored, "seven green kettles")


def test_a_stolen_table_is_no_use_without_the_secret(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite_app.app_context():
        stored = hash_password("seven green kettles")
        monkeypatch.setitem(sqlite_app.config, "SECRET_KEY", "another installation's secret, long enough")
        assert not verify(stored, "seven green kettles")


def test_the_ordinary_cost_is_what_is_recommended() -> None:
    assert passwords.Cost() == passwords.Cost(memory_kib=19_456, passes=2, lanes=1)
