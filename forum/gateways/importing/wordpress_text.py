"""What WordPress stored, as Markdown source and rendered: its habits first, then its HTML.

The source is written so that it reads as the blog did, and the rendering proves it: where the words
would differ, the same text is written again with fewer marks, until they do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from bs4 import ParserRejectedMarkup

from forum.gateways.importing.escaping import escape
from forum.gateways.importing.html_markdown import LINE_END, PARAGRAPH_END, RUN, HtmlToMarkdown
from forum.gateways.importing.html_tree import cleaned_soup
from forum.markup import RefusedMarkup, Rendered, render

BLOCKS = "<!-- wp:"  # the block editor marks its blocks; there, line ends mean nothing
CAPTION = re.compile(r"\[(?:wp_)?caption\b[^\]]*\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
OLD_CAPTION = re.compile(r"\bcaption=(['\"])(.*?)\1")
PICTURE = re.compile(r"((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)")
TAG = re.compile(r"<!--.*?-->|<[^<>]*>", re.DOTALL)
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready to be stored; `same` says whether every word is as it was."""

    source: str
    rendered: Rendered
    same: bool


def prepare_piece(html: str, base: str = "") -> Prepared | None:
    """The body of a piece; `base` is its old address, for links without a host. None: too long."""
    html = CAPTION.sub(_with_caption, html)
    return _prepare(_versions(html, base, keep_lines=BLOCKS not in html))


def prepare_comment(html: str, base: str = "") -> Prepared | None:
    """A comment; most are plain text and need no HTML parser. None: too long."""
    if "<" in html:
        return _prepare(_versions(html, base, keep_lines=True))
    return _prepare(iter([_plain(html)]))


def _prepare(versions: Iterator[tuple[str, str]]) -> Prepared | None:
    """The first version that shows the words it should, else the last."""
    prepared = None
    for source, words in versions:
        try:
            rendered = render(source)
        except RefusedMarkup:
            continue
        same = SPACE.sub("", rendered.text) == SPACE.sub("", words)
        prepared = Prepared(source, rendered, same)
        if same:
            break
    return prepared


def _versions(html: str, base: str, *, keep_lines: bool) -> Iterator[tuple[str, str]]:
    """Sources with ever fewer marks, each with the words that it should show."""
    try:
        soup = cleaned_soup(html, base)
        words = soup.get_text()
        for marks in (True, False):
            yield HtmlToMarkdown(keep_lines=keep_lines, marks=marks).source(soup), words
    except (RecursionError, ParserRejectedMarkup):
        pass  # nested or broken beyond what can be read: its words remain
    yield _plain(TAG.sub("", html).replace("<", "&lt;"))


def _plain(html: str) -> tuple[str, str]:
    words = unescape(html)
    lines = LINE_END.sub("\n", RUN.sub(_blank, words))
    return escape(PARAGRAPH_END.sub("\n\n", lines).strip("\n ")), words


def _with_caption(found: re.Match[str]) -> str:
    """The picture, then its caption as a paragraph; old captions stand in an attribute."""
    old = OLD_CAPTION.search(found[0])
    caption = f"<p>{old[2]}</p>" if old else ""
    return "\n\n" + PICTURE.sub("\\1\n\n", found[1], count=1) + caption + "\n\n"


def _blank(found: re.Match[str]) -> str:
    run = found[0].replace("\r\n", "\n").replace("\r", "\n")
    return "\n" * run.count("\n") or " "
