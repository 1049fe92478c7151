"""What counts as a word, in every script; and what somebody typed, read as words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.search.asked import Asked, Row, read
from forum.search.excerpts import excerpt, mark
from forum.search.words import LONGEST, spots, words

ANYTHING = st.text(st.characters(codec=None), max_size=300)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The Blue bowl, beside our door.", ["the", "blue", "bowl", "beside", "our", "door"]),
        ("don't — “isn’t”", ["don", "t", "isn", "t"]),
        ("naïve ÉTÉ Ångström", ["naive", "ete", "angstrom"]),
        ("Größe STRASSE Straße", ["grosse", "strasse", "strasse"]),
        ("ёлка Ёлка", ["елка", "елка"]),
        ("İstanbul ﬁne ＡＢＣ", ["istanbul", "fine", "abc"]),
        ("今天天气", ["今", "天", "天", "气"]),
        ("がぎ と", ["が", "ぎ", "と"]),
        ("사랑은", ["사", "랑", "은"]),
        ("שָׁלוֹם, שלום", ["שלום", "שלום"]),
        ("السَّلَامُ", ["السلام"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("we left👩🏽‍🚀 ❤️", ["we", "left", "👩", "🚀", "❤"]),
        ("snake_case a+b 3.14", ["snake", "case", "a", "b", "3", "14"]),
        ("x" * 100, ["x" * LONGEST]),
        ("…!? -- \ue000", []),
    ],
)
def test_words_are_what_people_mean_alike(text: str, kept: list[str]) -> None:
    assert words(text) == kept


@given(ANYTHING)
def test_a_word_is_never_empty_and_holds_nothing_that_a_database_would_read(text: str) -> None:
    for word in words(text):
        assert word
        assert len(word) <= LONGEST
        assert not [sign for sign in word if sign.isascii() and not sign.isalnum()]
        assert words(word) == [word]


@given(ANYTHING)
def test_the_place_of_a_word_lies_in_its_text(text: str) -> None:
    before = 0
    for spot in spots(text):
        assert before <= spot.start < spot.end <= len(text)
        assert spot.word in words(text[spot.start : spot.end])
        before = spot.start


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("blue bowl", [("blue",), ("bowl",)]),
        ("listen* tea* *bowl a*b", [("listen", "*"), ("tea",), ("bowl",), ("a", "b")]),
        ('"blue bowl" door', [("blue", "bowl"), ("door",)]),
        ("„blue bowl“ «our door»", [("blue", "bowl"), ("our", "door")]),
        ('the "blue bowl', [("the",), ("blue",), ("bowl",)]),
        ("don't", [("don", "t")]),
        ("天气", [("天", "气")]),
        ("blue BLUE Blue", [("blue",)]),
        ("title:blue OR -bowl NEAR(x) *", [("title", "blue"), ("or",), ("bowl",), ("near", "x")]),
        ('"" \' " !', []),
    ],
)
def test_what_is_typed_is_words_and_never_a_language(typed: str, rows: list[tuple[str, ...]]) -> None:
    wanted = (Row(row[:-1], goes_on=True) if row[-1] == "*" else Row(row) for row in rows)
    assert read(typed) == Asked(tuple(wanted))


def test_what_was_looked_for_is_marked_as_it_was_written() -> None:
    asked = read('cafe "blue bowl"')
    parts = mark("A Blue – BOWL at the Café, blue.", asked)
    assert [part.text for part in parts if part.is_hit] == ["Blue – BOWL", "Café"]
    assert "".join(part.text for part in parts) == "A Blue – BOWL at the Café, blue."


def test_a_word_is_marked_by_its_beginning() -> None:
    parts = mark("She listened, they listen; glisten.", read("listen*"))
    assert [part.text for part in parts if part.is_hit] == ["listened", "listen"]


def test_an_excerpt_shows_where_most_of_it_is() -> None:
    text = "bowl " + "filler " * 200 + "a blue bowl stands here " + "filler " * 200
    parts = excerpt(text, read("blue bowl"))
    shown = "".join(part.text for part in parts)
    assert "blue bowl stands here" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 300
    assert [part.text for part in parts if part.is_hit] == ["blue", "bowl"]


@given(ANYTHING, ANYTHING)
def test_an_excerpt_of_anything_is_part_of_it(text: str, typed: str) -> None:
    flat = " ".join(text.split())
    for part in excerpt(text, read(typed)):
        assert " ".join(part.text.strip(" …").split()) in flat or part.text in {"… ", " …"}
    assert "".join(part.text for part in mark(flat, read(typed))) == flat
