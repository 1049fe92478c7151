"""The bounds that keep any text, however hostile, answered quickly and in proportion to its length.

Every bound is a count of something in the text, never a clock: the same source always renders to
the same page, on a busy machine and on an idle one. What each bound costs is measured in
docs/decisions/markup-pipeline.md.
"""

import re
from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element  # nosec B405 - builds, parses nothing

from flask_babel import gettext as _

MAX_SOURCE: Final = 200_000
"""Characters in one text; a long book chapter. Forms hold people to their own, smaller bounds."""
MAX_LINES: Final = 6_000  # each may become a <br>; verse of this many lines fills MAX_SOURCE
MAX_MARKS: Final = 15_000  # what may be inline markup, in all
MAX_COPIES: Final = 400_000_000  # characters: each match copies the paragraph that it stands in
MAX_TOKENS: Final = 20_000  # tags and entities before sanitizing, which pays for each of them
MAX_STEPS: Final = 8_000_000  # bleach looks for each child among all its siblings
MAX_TREE: Final = 60  # elements within each other; browsers give up soon after
MAX_DEPTH: Final = 10  # quotes and lists within each other; deeper markers are shown as typed
MAX_INDENT: Final = 80  # columns; more only says "deeper than anything"
MAX_BRACKETS: Final = 1_000  # each "[" is tried once, over at most MAX_LABEL characters
MAX_LABEL: Final = 1_000
MAX_ADDRESS: Final = 2_048
MAX_LINKS: Final = 1_000
MAX_MENTIONS: Final = 50  # more than anybody greets; it also bounds who can be notified
MAX_DEFINITIONS: Final = 200
MAX_COLUMNS: Final = 40
MAX_CELLS: Final = 4_000
MAX_ROW: Final = 2_000  # characters in a table's row
MAX_GROWTH: Final = 30  # times the source …
SMALL_CHANGE: Final = 2_000  # … plus this, so that a single short link is no attack

INLINE_MARKS = "*_~`[\\<&"

# Controls mean nothing in prose, a NUL cannot be stored in PostgreSQL, and two of them (STX, ETX)
# are the parser's own markers. Tab and line feed stay.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONE_SURROGATES = re.compile(r"[\ud800-\udfff]")
LEADING = re.compile(r"[ \t]*")


class RefusedMarkup(ValueError):
    """Raised for a text that is not rendered at all; its words are fit to be shown (a 4xx)."""


class TooDense(Exception):
    """Raised inside the pipeline when a text holds more structure than writing ever does."""


def accept(source: str) -> str:
    """Refuse a text beyond the bound, and return it without what no reader could ever see.

    Lone surrogates become U+FFFD, controls (NUL among them) go, line ends become line feeds.
    """
    if len(source) > MAX_SOURCE:
        raise RefusedMarkup(
            _("This text is too long. Please keep it under %(limit)s characters.", limit=MAX_SOURCE)
        )
    text = source.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return CONTROLS.sub("", LONE_SURROGATES.sub("\ufffd", text))


def lines_of(text: str) -> list[str]:
    """Return the lines with their leading tabs as spaces, indents clamped and blank ones empty."""
    lines = text.split("\n")
    if len(lines) > 2 * MAX_LINES:  # most may be code, which is counted as one line later
        raise TooDense
    return [_clamped(line) for line in lines]


def check_lines(lines: list[str]) -> None:
    """Stop a text whose lines are too many to be parsed in time."""
    if sum(1 for line in lines if line) > MAX_LINES:
        raise TooDense


def check_marks(root: Element) -> None:
    """Stop a tree whose texts, not yet read for inline markup, would take too long to read."""
    all_marks = copies = 0
    for text in (run for element in root.iter() for run in (element.text, element.tail) if run):
        marks = sum(text.count(mark) for mark in INLINE_MARKS)
        all_marks += marks
        copies += len(text) * (marks + text.count("\n"))
    if all_marks > MAX_MARKS or copies > MAX_COPIES:
        raise TooDense


def check_tokens(html: Sequence[str]) -> None:
    """Stop a page whose tags and entities are too many to be sanitized in time."""
    if sum(batch.count("<") + batch.count("&") for batch in html) > MAX_TOKENS:
        raise TooDense


def check_tree(root: Element) -> None:
    """Stop a tree so broad in places or so deep that walking it takes seconds."""
    steps = depth = 0
    level = list(root)  # the root's own breadth is no cost: it is sanitized in batches
    while level:
        depth += 1
        steps += sum(len(node) * sum(1 for child in node if child.tag != "br") for node in level)
        if steps > MAX_STEPS or depth > MAX_TREE:
            raise TooDense
        level = [child for node in level for child in node]


def check_growth(source: str, html: str) -> None:
    """Stop a page that is out of all proportion to what was typed."""
    if len(html) > MAX_GROWTH * len(source) + SMALL_CHANGE:
        raise TooDense


def _clamped(line: str) -> str:
    found = LEADING.match(line)
    lead = found.group() if found else ""
    if len(lead) == len(line):
        return ""
    width = len(lead[:MAX_INDENT].expandtabs(4))
    return " " * min(width, MAX_INDENT) + line[len(lead) :]
