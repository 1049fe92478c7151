"""Imported words read as they did on the blog: through Markdown and the renderer, character by character."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.gateways.importing.preparing import Job, Preparer, prepare, preparer
from forum.gateways.importing.wordpress_text import Prepared, prepare_comment, prepare_piece
from forum.markup import render

# What a commenter may type that Markdown would take for something else.
PIECES = [*"*_#-+>|~`[]()!\\<&:=.1234 \n\n  ab", "\u00a0", "é", "😀", "שלום", "👩‍❤️‍👩"]
PIECES += ["http://x.org/a_b", "https://y.example", "1. ", "- ", "* ", "> ", "# ", "```", "~~~", "@ada"]
PIECES += ["<b", "</b>", "<https://a.b>", "ab_cd", "[x](http://a.b)", "[x]: http://a.b", "|--|", "--- "]
PIECES += ["&amp;", "&lt;b&gt;", "&nbsp;", "&copy;", "&#65;", "&x;"]


def written(html: str) -> Prepared:
    prepared = prepare_piece(html)
    assert prepared is not None
    return prepared


def shown(text: str) -> list[str]:
    """The lines of a text as a browser shows them."""
    lines = [re.sub(r"[ \t]+", " ", line).strip(" ") for line in text.split("\n")]
    return [line for line in lines if line]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=16).map("".join))
def test_a_plain_comment_looks_as_it_was_typed(typed: str) -> None:
    prepared = prepare_comment(escape(typed, quote=False))
    assert prepared is not None
    if typed.strip():
        assert shown(prepared.rendered.text) == shown(typed)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=40))
def test_every_script_and_every_emoji_comes_back_exactly(typed: str) -> None:
    prepared = prepare_comment(escape(typed, quote=False))
    assert prepared is not None
    assert prepared.rendered.text == typed


@pytest.mark.parametrize(
    "typed",
    [
        "* not a list\n1. also not\n# nor a heading\n> and no quotation",
        "5 * 3 * 2 = 30, snake_case, a_b_c, _and_ so on",
        "1986. What a year\n2) nor this",
        "C:\\new\\*folder* and AT&T, a < b, <3, x && y",
        "see http://x.example/a_b_c*d and <https://y.example/z_>!",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "---\n***\n___\n===",
        "    four blanks are no code",
        "`ticks` and ~~waves~~ and [brackets](here)",
        '[gallery ids="1,2"] stays as it is',
        "a\u00a0non-breaking\u202fspace, “curly” ‘quotes’ – and… 👨‍👩‍👧‍👦 ❤️",
        "שלום, this is mixed مرحبا text",
    ],
)
def test_markdown_in_a_comment_is_only_characters(typed: str) -> None:
    prepared = prepare_comment(escape(typed, quote=False))
    assert prepared is not None
    assert shown(prepared.rendered.text) == shown(typed)
    assert not re.search(r"<(?!/?p>|br>|/?a\b)", prepared.rendered.html)


BLOCKS = {
    "<p>One</p><p>Two</p>": "<p>One</p><p>Two</p>",
    "One\n\nTwo\nThree": "<p>One</p><p>Two<br>Three</p>",
    "line<br />\nline<br><br>next": "<p>line<br>line</p><p>next</p>",
    "a <strong>b</strong><em>c</em> x<i>y</i>z": "<p>a <strong>b</strong><em>c</em> x<em>y</em>z</p>",
    "<em>one\n\ntwo</em>": "<p><em>one</em></p><p><em>two</em></p>",
    "<b>a</b><b>b</b>": "<p><strong>ab</strong></p>",
    "<blockquote>a\n\nb</blockquote>c": "<blockquote><p>a</p><p>b</p></blockquote><p>c</p>",
    "x <code>a*b_ `c`</code> y": "<p>x <code>a*b_ `c`</code> y</p>",
    "<q>Yes</q>, she said": "<p>“Yes”, she said</p>",
    "x<!-- hidden --><!--more-->y<script>z()</script>": "<p>xy</p>",
    "<del>old</del> <s>older</s>": "<p><del>old</del> <del>older</del></p>",
    "<p>&nbsp;</p><p>a&nbsp;b</p>": "<p>a\u00a0b</p>",
    "a<hr>b": "<p>a</p><hr><p>b</p>",
}


@pytest.mark.parametrize("html", BLOCKS)
def test_the_blogs_html_becomes_ours(html: str) -> None:
    assert written(html).rendered.html.replace("\n", "") == BLOCKS[html]


def test_a_heading_stays_one_with_every_sign() -> None:
    html = written("<h2>Head # </h2>text").rendered.html.replace("\n", "")
    assert re.fullmatch(r"<h(\d)>Head #</h\1><p>text</p>", html)


def test_lists_keep_their_nesting_and_their_first_number() -> None:
    html = "<ol start='3'><li>a\n<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>"
    rendered = re.sub(r"\n", "", written(html).rendered.html)
    assert rendered == ('<ol start="3"><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>')


def test_code_keeps_every_blank() -> None:
    html = "<pre><code>\n  if a &lt; b:\n\n      ```x```\n</code></pre>"
    assert "  if a &lt; b:\n\n      ```x```\n" in written(html).rendered.html


def test_a_table_keeps_its_cells() -> None:
    html = "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td>x<br/>y</td></tr></table>"
    words = written(html).rendered.text.split()
    assert words == ["a", "b", "1|2", "x", "y"]
    assert "<th>a</th>" in written(html).rendered.html


def test_pictures_become_links_and_captions_paragraphs() -> None:
    html = (
        '[caption id="attachment_1" width="300"]<a href="/t.jpg"><img src="/s.jpg" alt="A cat" />'
        "</a> The cat, asleep[/caption]\n"
        '<img src="http://b.example/only.jpg"> <img class="wp-smiley" alt="🙂" src="s.png">'
    )
    prepared = prepare_piece(html, "http://b.example/2012/post/")
    assert prepared is not None
    assert prepared.source == (
        "[A cat](http://b.example/t.jpg)\n\nThe cat, asleep\n\n[only.jpg](http://b.example/only.jpg) 🙂"
    )
    assert "<img" not in prepared.rendered.html


def test_links_that_lead_elsewhere_than_the_web_are_only_words() -> None:
    for href in ("javascript:alert(1)", "data:text/html,x", "mailto:me@b.example", "#note", "", "//"):
        assert written(f'<a href="{href}">words</a>').source == "words"


def test_the_block_editors_line_ends_mean_nothing() -> None:
    html = "<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n<ul><li>x</li></ul>"
    assert written(html).source == "One two\n\n- x"


def test_a_long_frame_becomes_a_link() -> None:
    html = '<iframe src="https://v.example/embed/1"></iframe>'
    assert written(html).source == "[https://v.example/embed/1](https://v.example/embed/1)"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 3000 + "deep" + "</div>" * 3000,
        "<b><i>" * 800 + "deep",
        "<blockquote>" * 200 + "deep" + "</blockquote>" * 200,
        "<ul><li>" * 200 + "deep",
        "<![CDATA[ deep <![if x]>",
        "deep <b <i <a href='x",
        "deep" + "[" * 3000 + "*" * 3000,
    ],
)
def test_broken_html_never_stops_an_import(html: str) -> None:
    prepared = prepare_piece(html)
    assert prepared is not None
    assert "deep" in prepared.rendered.text


def inline() -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map(lambda p: escape("".join(p)))
    tags = st.sampled_from(["em", "strong", "b", "i", "code", "del", "span", "u"])
    return st.recursive(
        words,
        lambda inner: st.builds(
            lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
            tags,
            st.lists(inner, min_size=1, max_size=3),
        ),
        max_leaves=5,
    )


@given(st.lists(inline(), min_size=1, max_size=4), st.sampled_from(["p", "h3", "blockquote", "td"]))
def test_no_word_is_lost_however_the_marks_are_nested(parts: list[str], around: str) -> None:
    html = f"<{around}>{' '.join(parts)}</{around}>"
    if around == "td":
        html = f"<table><tr>{html}<td>x</td></tr></table>"
    assert written(html).same


def test_a_text_beyond_what_can_be_shown_is_said_to_be_too_long() -> None:
    assert prepare_comment("x" * 300_000) is None
    assert prepare_piece("<p>" + "x" * 300_000) is None


def test_what_is_written_is_what_is_rendered() -> None:
    prepared = written("<p>a <b>b</b></p>")
    assert render(prepared.source) == prepared.rendered


def test_other_processes_prepare_the_same() -> None:
    jobs = [Job(n % 2 == 0, f"<p>a <b>{n}</b> * _</p>", "") for n in range(60)]
    jobs.append(Job(False, "x" * 300_000, ""))
    with preparer(0, workers=2) as ready:
        assert list(ready.prepare(jobs)) == [prepare(job) for job in jobs]
    assert list(Preparer().prepare(jobs[:2])) == [prepare(job) for job in jobs[:2]]
