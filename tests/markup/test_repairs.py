"""What people type comes out as they meant it, though the parser by itself would break it."""

import re

import pytest

from tests.markup.pages import html_of, seen


def test_a_list_straight_after_a_line_is_a_list() -> None:
    assert html_of("Bring:\n- bread\n- wine") == ("<p>Bring:</p><ul><li>bread</li><li>wine</li></ul>")
    assert seen("First things:\n1. rest\n2. talk", "li") == ["rest", "talk"]


def test_a_quote_straight_after_a_line_is_a_quote() -> None:
    assert html_of("She wrote:\n> stay") == "<p>She wrote:</p><blockquote><p>stay</p></blockquote>"


def test_a_table_straight_after_a_line_is_a_table_and_ends_with_its_rows() -> None:
    source = "Our week:\nday | place\n--- | ---\nMonday | home\nand so on"
    assert seen(source, "p") == ["Our week:", "and so on"]
    assert seen(source, "td") == ["Monday", "home"]


@pytest.mark.parametrize(
    "source",
    ["1986. What a year", "I was born in\n1986. What a year", "- I was born in\n  1986. What a year"],
)
def test_a_sentence_may_begin_with_a_year(source: str) -> None:
    assert "<ol" not in html_of(source)
    assert "1986. What a year" in html_of(source)


def test_a_number_in_the_middle_of_a_paragraph_begins_no_list() -> None:
    assert html_of("it was chapter\n2. or so I think") == "<p>it was chapter<br>2. or so I think</p>"


@pytest.mark.parametrize("step", [2, 3, 4])
def test_lists_nest_by_however_many_spaces(step: int) -> None:
    source = f"- one\n{' ' * step}- two\n{' ' * 2 * step}- three\n- four"
    assert html_of(source) == (
        "<ul><li>one<ul><li>two<ul><li>three</li></ul></li></ul></li><li>four</li></ul>"
    )


def test_a_bulleted_list_nests_in_a_numbered_one_by_two_spaces() -> None:
    assert html_of("1. one\n  - a\n  - b\n2. two") == (
        "<ol><li>one<ul><li>a</li><li>b</li></ul></li><li>two</li></ol>"
    )


def test_a_second_paragraph_at_three_spaces_stays_in_its_item() -> None:
    assert html_of("1. one\n\n   more of one\n2. two") == (
        "<ol><li><p>one</p><p>more of one</p></li><li><p>two</p></li></ol>"
    )


def test_a_list_ends_where_text_returns_to_the_margin() -> None:
    assert html_of("- one\n\nAfter.") == "<ul><li>one</li></ul><p>After.</p>"


def test_lists_of_two_kinds_are_two_lists() -> None:
    assert html_of("- a\n1. b") == "<ul><li>a</li></ul><ol><li>b</li></ol>"


def test_a_numbered_list_keeps_the_number_it_begins_with() -> None:
    assert html_of("5. five\n6. six") == '<ol start="5"><li>five</li><li>six</li></ol>'


def test_numbers_with_a_bracket_are_a_list() -> None:
    assert html_of("1) one\n2) two") == "<ol><li>one</li><li>two</li></ol>"


def test_single_newlines_are_kept() -> None:
    assert html_of("roses are red\nviolets are blue") == ("<p>roses are red<br>violets are blue</p>")


def test_a_hashtag_is_no_heading_and_a_heading_keeps_its_sharp() -> None:
    assert html_of("#consent matters") == "<p>#consent matters</p>"
    assert html_of("# On C#") == "<h2>On C#</h2>"
    assert html_of("## Closed ##") == "<h2>Closed</h2>"


def test_headings_start_below_the_ones_that_pages_own() -> None:
    source = "\n".join("#" * level + f" level {level}" for level in range(1, 7))
    assert html_of(source) == (
        "<h2>level 1</h2><h3>level 2</h3><h4>level 3</h4><h5>level 4</h5><h6>level 5</h6><h6>level 6</h6>"
    )


def test_a_heading_without_words_is_shown_as_typed() -> None:
    assert html_of("# #") == "<p># #</p>"


def test_a_line_of_dashes_under_text_is_a_rule_not_a_heading() -> None:
    assert html_of("Yours\n---\nP.S.") == "<p>Yours</p><hr><p>P.S.</p>"


def test_two_tildes_strike_out_and_one_does_nothing() -> None:
    assert html_of("~~never~~ H~2~O") == "<p><del>never</del> H~2~O</p>"


def test_an_unclosed_fence_runs_to_the_end() -> None:
    assert seen("before\n```\n# not a heading\n\n- not a list", "code") == [
        "# not a heading\n\n- not a list\n"
    ]


@pytest.mark.parametrize("indent", [2, 4, 6])
def test_a_fence_in_a_list_belongs_to_its_item(indent: int) -> None:
    pad = " " * indent
    source = f"- run\n{pad}```sh\n{pad}make\n\n{pad}  all\n{pad}```\n- done"
    assert html_of(source) == (
        '<ul><li><p>run</p><pre tabindex="0"><code>make\n\n  all\n</code></pre></li><li><p>done</p></li></ul>'
    )


def test_a_fence_on_the_line_of_its_bullet_is_code() -> None:
    assert seen("- ```\n  x = 1\n  ```\n- y", "code") == ["x = 1\n"]


def test_a_fence_in_a_quote_ends_with_the_quote() -> None:
    assert html_of("> ```\n> a\n\nb") == (
        '<blockquote><pre tabindex="0"><code>a\n</code></pre></blockquote><p>b</p>'
    )


def test_two_fences_in_a_row_stay_two() -> None:
    assert seen("```\na\n```\n```\nb\n```", "code") == ["a\n", "b\n"]


def test_code_is_shown_exactly() -> None:
    code = "if a < b && c:\n    *print*('[x](y)')  # @ada https://x.example"
    assert seen(f"```python\n{code}\n```", "code") == [code + "\n"]
    assert seen("text\n\n    indented *code*\n\n\n    more", "code") == ["indented *code*\n\n\nmore\n"]


def test_repairs_reach_into_quotes() -> None:
    assert html_of("> so:\n> - a\n>   - b\n> - c") == (
        "<blockquote><p>so:</p><ul><li>a<ul><li>b</li></ul></li><li>c</li></ul></blockquote>"
    )


def test_a_quote_in_an_item_keeps_its_second_line() -> None:
    assert html_of("- > one\n  > two\n- three") == (
        "<ul><li><blockquote><p>one<br>two</p></blockquote></li><li>three</li></ul>"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "C:\\new",
        "2 * 3 * 4",
        "a < b > c",
        "AT&T",
        "snake_case_name",
        "-5 degrees, +1, *shrug",
        ":-) ;) <3 ^_^ :* \\o/",
        "@ 5 pm; a@b",
        "[not a link] (either)",
        "3.5. is no list",
    ],
)
def test_what_only_looks_like_markup_is_shown_as_typed(typed: str) -> None:
    assert seen(f"so {typed} it is", "p") == [f"so {typed} it is"]


def test_emphasis_without_end_loses_no_letter() -> None:
    assert seen("a *b **c _d", "p") == ["a *b **c _d"]
    assert re.findall(r"\w+", seen("a *b **c (*dog", "p")[0]) == ["a", "b", "c", "dog"]


def test_a_list_on_the_line_of_its_bullet_is_a_list() -> None:
    assert html_of("- - a\n    - b\n- c") == (
        "<ul><li><ul><li>a<ul><li>b</li></ul></li></ul></li><li>c</li></ul>"
    )
    assert html_of("- - > one\n    > two") == (
        "<ul><li><ul><li><blockquote><p>one<br>two</p></blockquote></li></ul></li></ul>"
    )


def test_a_table_in_an_item_is_a_table() -> None:
    assert seen("- a | b\n  --|--\n  1 | 2\n- c", "td") == ["1", "2"]


def test_a_row_with_more_cells_than_the_header_loses_none() -> None:
    source = "a | b\n--|--\n1 | 2 | three"
    assert "three" in html_of(source)


def test_emphasis_may_touch_a_word() -> None:
    assert html_of("**Note:**text and *it*self") == ("<p><strong>Note:</strong>text and <em>it</em>self</p>")


def test_tables_can_scroll_and_keep_their_alignment() -> None:
    html = html_of("a | b | c\n:-- | :-: | --:\n1 | 2 | 3")
    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    for side in ("left", "center", "right"):
        assert f'<td class="align-{side}">' in html
    assert "style" not in html


def test_headings_leave_no_gap_whatever_people_begin_with() -> None:
    source = "### first\n\n##### under it\n\n## second\n\n#### under that"
    assert html_of(source) == "<h2>first</h2><h3>under it</h3><h2>second</h2><h3>under that</h3>"
