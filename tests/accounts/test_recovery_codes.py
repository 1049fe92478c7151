"""Recovery codes: strong, and forgiving about how they were copied."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.accounts import recovery


def test_a_code_is_seven_groups_of_four_and_never_the_same() -> None:
    codes = {recovery.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all([len(group) for group in code.split("-")] == [4] * 7 for code in codes)


def test_a_code_holds_at_least_128_bits() -> None:
    assert len(recovery.ALPHABET) ** recovery.LENGTH >= 2**128


@given(st.randoms(use_true_random=False))
def test_a_code_survives_being_copied_by_hand(chance: object) -> None:
    code = recovery.new_code()
    copied = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert recovery.parse(copied) == code.replace("-", "")
    assert recovery.parse(f"  {code.replace('1', 'I')}.\n") == code.replace("-", "")


@pytest.mark.parametrize(
    "typed", ["", "-", "7K2M", "A" * 27, "A" * 29, "U" * 28, "é" * 28, "\0" * 28, "A" * 100_000]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert recovery.parse(typed) is None


def test_only_the_code_itself_matches(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        code, other = recovery.new_code(), recovery.new_code()
        stored = recovery.digest(code)
        assert code.replace("-", "") not in stored
        assert recovery.matches(code, stored)
        assert recovery.matches(code.lower(), stored)
        assert not recovery.matches(other, stored)
        assert not recovery.matches("", stored)
        assert not recovery.matches("", None)
        assert not recovery.matches(code, None)


def test_what_cannot_be_a_code_is_never_stored(sqlite_app: Flask) -> None:
    with sqlite_app.app_context(), pytest.raises(ValueError):
        recovery.digest("hello")
