"""The parser is used for one text after the other; nothing of one shows in the next."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.markup import dialect, guards, names_in, render

# What leaves something behind: definitions, counts, stashes, open marks, and texts that stop the parser.
PIECES = st.sampled_from(
    [
        *("[a]: https://a.example/1", "[a]", "[b]: https://b.example 'two'", "[words][b]", "![x][a]"),
        *(
            "```\ncode <b>\n```",
            "~~gone~~",
            "*open",
            "**open",
            "_open",
            "a *b **c* d**",
            "`code`",
            "\\*kept\\*",
        ),
        *("3. three\n4. four", "1) one", "- [ ] item\n  - inner", "> quoted\nlazily", "# Title", "- - -"),
        *("| a | b |\n| - | :-: |\n| 1 | 2 |", "| a |\n| - |", "a | b\n- | -\n" + "1 | 2\n" * 40),
        *(
            "@ada and @bob",
            "https://bare.example/x_y*z",
            "<https://angle.example>",
            "\x02seam\x03",
            "&amp; <",
        ),
        *(
            "[" * 160,
            "!" + "[" * 160,
            "*a" * 200,
            "> " * 40 + "deep",
            "- " * 30 + "x",
            "https://a.example " * 30,
        ),
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=4).map("\n\n".join)


def _alone(text: str) -> Any:
    """What a parser makes of a text that has read nothing before."""
    dialect._mine.parser = None
    return _outcome(text)


def _outcome(text: str) -> Any:
    try:
        return dialect.to_html(guards.accept(text))
    except (guards.TooDense, RecursionError) as error:
        return type(error)


@given(st.lists(TEXTS, min_size=2, max_size=6))
def test_a_text_comes_out_the_same_whatever_was_read_before(texts: list[str]) -> None:
    alone = [_alone(text) for text in texts]
    dialect._mine.parser = None
    assert [_outcome(text) for text in texts] == alone


@given(TEXTS, TEXTS)
def test_whole_pages_come_out_the_same_too(first: str, second: str) -> None:
    dialect._mine.parser = None
    alone = render(second)
    render(first)
    assert render(second) == alone


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("[x](https://x.example)", guards.MAX_BRACKETS // 2 + 1),
        ("https://x.example/_a_b_", guards.MAX_LINKS // 2 + 1),
        ("| a | b |\n| - | - |\n| 1 | 2 |", guards.MAX_CELLS // 12 + 1),
    ],
)
def test_what_is_counted_is_counted_for_each_text(text: str, times: int) -> None:
    """Each of two texts has more than half of what one may have."""
    page = "\n\n".join([text] * times)
    dialect._mine.parser = None
    assert _outcome(page) == _outcome(page)


def test_a_text_that_stops_the_parser_takes_it_along() -> None:
    assert _outcome("[a]: https://a.example\n\n" + "*a **b " * 20_000) is guards.TooDense
    assert _outcome("[a]") == ["<p>[a]</p>"]


def test_every_thread_has_its_own() -> None:
    render("here")
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(getattr(dialect._mine, "parser", None)))
    thread.start()
    thread.join()
    assert found == [None]


@given(TEXTS)
def test_the_names_in_a_page_are_those_that_were_found_when_it_was_made(text: str) -> None:
    rendered = render(text)
    assert names_in(rendered.html) == rendered.mentions


def test_nobody_is_called_by_what_only_looks_like_a_mention() -> None:
    text = '[x](https://x.example/u/ada "class=\\"mention\\" href=\\"/u/ada\\"") '
    text += '<a class="mention" href="/u/ada">'
    assert names_in(render(text).html) == render(text).mentions == ()
