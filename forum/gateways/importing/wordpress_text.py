"""The Markdown source of what WordPress stored: its habits first, then its HTML."""

import re
from html import unescape

from bs4 import ParserRejectedMarkup

from forum.gateways.importing.escaping import escape
from forum.gateways.importing.html_markdown import LINE_END, PARAGRAPH_END, RUN, HtmlToMarkdown

BLOCKS = "<!-- wp:"  # the block editor marks its blocks; there, line ends mean nothing
CAPTION = re.compile(r"\[(?:wp_)?caption\b[^\]]*\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
PICTURE = re.compile(r"((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)")
TAG = re.compile(r"<[^<>]*>|<!--.*?-->", re.DOTALL)


def piece_source(html: str, base: str = "") -> str:
    """Markdown for the body of a piece; `base` is its old address, for links without a host."""
    html = CAPTION.sub(_with_caption, html)
    return _source(html, base, keep_lines=BLOCKS not in html)


def comment_source(html: str, base: str = "") -> str:
    """Markdown for a comment; most are plain text and need no HTML parser."""
    if "<" in html:
        return _source(html, base, keep_lines=True)
    lines = LINE_END.sub("\n", RUN.sub(_blank, unescape(html)))
    return escape(PARAGRAPH_END.sub("\n\n", lines).strip("\n "))


def _source(html: str, base: str, *, keep_lines: bool) -> str:
    """Cases: HTML that can be read: its Markdown · nested or broken beyond that: its words alone."""
    try:
        return HtmlToMarkdown(base, keep_lines=keep_lines).convert(html)
    except (RecursionError, ParserRejectedMarkup):
        return comment_source(TAG.sub("", html).replace("<", "&lt;"))


def _with_caption(found: re.Match[str]) -> str:
    """The picture, then its caption as a paragraph; old captions stand in an attribute."""
    old = re.search(r"\bcaption=(['\"])(.*?)\1", found[0])
    caption = f"<p>{old[2]}</p>" if old else ""
    return "\n\n" + PICTURE.sub("\\1\n\n", found[1], count=1) + caption + "\n\n"


def _blank(found: re.Match[str]) -> str:
    run = found[0].replace("\r\n", "\n").replace("\r", "\n")
    return "\n" * run.count("\n") or " "
