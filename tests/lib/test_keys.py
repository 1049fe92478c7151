"""Keys for one purpose are of no use for another, and what is sealed comes back whole."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from forum.lib import ids, keys


def test_what_is_sealed_comes_back_and_cannot_be_read(sqlite_app: Flask) -> None:
    @given(st.text(st.characters(codec="utf-8"), max_size=300))
    def sealed(text: str) -> None:
        hidden = keys.seal("words", text)
        assert keys.unseal("words", hidden) == text
        assert len(text) < 4 or text.encode() not in hidden

    with sqlite_app.app_context():
        sealed()


def test_another_purpose_or_a_changed_byte_opens_nothing(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        hidden = keys.seal("words", "in confidence")
        with pytest.raises(ValueError, match="another secret"):
            keys.unseal("mail", hidden)
        with pytest.raises(ValueError, match="another secret"):
            keys.unseal("words", hidden[:-1] + bytes([hidden[-1] ^ 1]))


def test_digests_differ_by_purpose_and_value(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        made = {keys.digest(purpose, value) for purpose in ("a", "b") for value in ("x", "y")}
    assert len(made) == 4


def test_ids_are_ids_and_differ() -> None:
    made = {ids.new_id() for _ in range(2000)}
    assert len(made) == 2000
    assert all(ids.is_id(each) for each in made)


@pytest.mark.parametrize("text", ["", "2" * 10, "2" * 12, "2222222222O", "2222222222\n", "２" * 11])
def test_anything_else_is_no_id(text: str) -> None:
    assert not ids.is_id(text)
