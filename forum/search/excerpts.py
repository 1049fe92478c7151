"""A few words around what was found, with it marked; made of the text as readers see it."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from forum.search.asked import Asked, Row
from forum.search.words import Spot, spots

WIDTH = 240  # characters; three lines
BEFORE = 60  # of them, ahead of what was found
MOST_HITS = 200  # that are weighed for the best place of a long text
_BLANKS = re.compile(r"\s+")


class Part(NamedTuple):
    """A piece of a shown text, and whether it is what was looked for."""

    text: str
    is_hit: bool


def mark(text: str, asked: Asked) -> list[Part]:
    """The whole of a short text, what was looked for marked in it."""
    return _parts(text, 0, len(text), _hits(text, asked))


def excerpt(text: str, asked: Asked) -> list[Part]:
    """The part of a text that holds most of what was looked for; its beginning where it holds nothing."""
    hits = []
    for hit in _hits(text, asked):
        hits.append(hit)
        if len(hits) == MOST_HITS:
            break
    start, end = _window(text, _best(hits, text) - BEFORE if hits else 0)
    parts = _parts(text, start, end, hits)
    if start > 0:
        parts.insert(0, Part("… ", False))
    if end < len(text):
        parts.append(Part(" …", False))
    return parts


def _hits(text: str, asked: Asked) -> Iterator[tuple[int, int]]:
    """Where the rows of words stand, from the first to the last, none within another."""
    rows = sorted(asked.rows, key=lambda row: len(row.words), reverse=True)
    if not rows:
        return
    ahead: list[Spot] = []
    for spot in spots(text):
        ahead.append(spot)
        if len(ahead) == len(rows[0].words):
            yield from _take(ahead, rows)
    while ahead:
        yield from _take(ahead, rows)


def _take(ahead: list[Spot], rows: list[Row]) -> Iterator[tuple[int, int]]:
    """The longest row that the next words are, if they are one; they are done with then."""
    found = tuple(spot.word for spot in ahead)
    for row in rows:
        size = len(row.words)
        if row.fits(found[:size]):
            yield ahead[0].start, ahead[size - 1].end
            del ahead[:size]
            return
    del ahead[0]


def _best(hits: list[tuple[int, int]], text: str) -> int:
    """Where the window begins that holds the most different words; of equals, the first."""

    def worth(number: int) -> int:
        end = hits[number][0] + WIDTH - BEFORE
        return len({text[first:last].casefold() for first, last in hits[number:] if last <= end})

    return hits[max(range(len(hits)), key=worth)][0]


def _window(text: str, wanted: int) -> tuple[int, int]:
    """The bounds of a window that begins there, moved to between words where there are blanks."""
    start = max(0, min(wanted, len(text) - WIDTH))
    end = min(len(text), start + WIDTH)
    if start:
        blank = text.find(" ", start, start + BEFORE // 2)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", end - BEFORE // 2, end)
        end = blank if blank > 0 else end
    return start, end


def _parts(text: str, start: int, end: int, hits: Iterable[tuple[int, int]]) -> list[Part]:
    parts, at = [], start
    for first, last in hits:
        if first < at or last > end:
            continue
        parts.append(Part(_flat(text[at:first]), False))
        parts.append(Part(_flat(text[first:last]), True))
        at = last
    parts.append(Part(_flat(text[at:end]), False))
    return [part for part in parts if part.text]


def _flat(text: str) -> str:
    return _BLANKS.sub(" ", text)
