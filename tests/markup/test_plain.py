"""The words of a page without its marks, for excerpts and search."""

from forum.markup import render
from forum.markup.plain import opening_of, words_of

ESSAY = "# What you will find\n\nPeople *publish* essays.\n\n## And then\n\n- tea\n- talk"


def test_words_keep_a_line_for_each_block() -> None:
    assert words_of(render(ESSAY).html) == "What you will find\nPeople publish essays.\nAnd then\ntea\ntalk"


def test_an_opening_leaves_headings_out() -> None:
    assert opening_of(render(ESSAY).html) == "People publish essays.\ntea\ntalk"


def test_a_text_of_nothing_but_headings_opens_with_them() -> None:
    assert opening_of(render("# Only this").html) == "Only this"
