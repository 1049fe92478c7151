"""Every character comes back exactly as typed, in the page and in the plain words."""

import pytest

from forum.markup import render
from tests.markup.pages import seen

WRITINGS = {
    "emoji": "👩🏽‍🚀 🏳️‍🌈 👍🏿 🇩🇪 ❤️ 1️⃣",
    "curly quotes": "“Don’t,” she said — ‘never’ … «non» „nein“",
    "no-break spaces": "10\u00a0000\u202f€ and\u00a0so",
    "zero width": "a\u200db\u200cc\u2060d\u00ade",
    "right to left": "שלום עולם ومرحبا \u200fabc\u200e",
    "combining": "e\u0301 n\u0303 क्षि",
    "east asian": "日本語、中文、한국어　全角",
    "beyond the first plane": "𝕬𝖉𝖆 𓀀 𠜎",
    "line separators": "a\u2028b\u2029c\u0085d",
}


@pytest.mark.parametrize("writing", WRITINGS.values(), ids=WRITINGS)
def test_characters_survive(writing: str) -> None:
    rendered = render(f"x {writing} y")
    assert rendered.text == f"x {writing} y"
    assert rendered.html == f"<p>x {writing} y</p>"


@pytest.mark.parametrize("space", ["\u00a0\u00a0", "\u3000", "\u2003"])
def test_a_paragraph_keeps_the_space_it_begins_with(space: str) -> None:
    assert seen(f"{space}first\n{space}second\n\n{space}third", "p") == [
        f"{space}first{space}second",
        f"{space}third",
    ]
    assert seen(f"- {space}item", "li") == [f"{space}item"]


def test_a_line_of_one_no_break_space_is_kept() -> None:
    assert render("a\n\u00a0\nb").html == "<p>a<br>\u00a0<br>b</p>"
    assert render("a\n\n\u00a0\n\nb").html == "<p>a</p><p>\u00a0</p><p>b</p>"


def test_what_cannot_be_stored_or_seen_goes_and_the_rest_stays() -> None:
    rendered = render("a\x00b\x02c\x03d\x1be\x7ff \ud800 \udfff g")
    assert rendered.text == "abcdef \ufffd \ufffd g"
    rendered.html.encode()


def test_every_kind_of_line_end_is_one() -> None:
    assert render("a\r\nb\rc\nd").html == "<p>a<br>b<br>c<br>d</p>"


def test_a_mark_of_byte_order_does_not_hide_a_heading() -> None:
    assert render("\ufeff# Title").html == "<h2>Title</h2>"


def test_entities_are_the_characters_they_name() -> None:
    assert render("&copy; &mdash; &#128156; AT&T &lt;b&gt;").text == "© — 💜 AT&T <b>"


def test_plain_words_have_a_line_for_each_block() -> None:
    source = "# Title\n\nOne *two*\nthree\n\n- a\n- b\n\n> q\n\nx | y\n--- | ---\n1 | 2\n\n```\nc\n```"
    assert render(source).text.splitlines() == [
        *("Title", "One two", "three", "a", "b", "q", "x\ty\t", "1\t2\t", "c")
    ]


@pytest.mark.parametrize("nothing", ["", " ", "\n\n", "\t\n ", "\x00"])
def test_nothing_is_nothing(nothing: str) -> None:
    rendered = render(nothing)
    assert (rendered.html, rendered.text, rendered.mentions) == ("", "", ())
