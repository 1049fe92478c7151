"""Replies and pieces drawn one by one; what was drawn before is taken from memory.

What is kept can never be stale: it is found by the row itself, which is all that the template knows of a
reply or a piece, and by the language. What was edited, removed or renamed has another row.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import getsizeof

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.routes.rows import PieceRow, ReplyRow
from forum.lib.memo import Memo
from forum.web import words

MOST_BYTES = 3 * 1024 * 1024  # a process: about eight hundred replies of a hundred words
ENTRY = 500  # bytes of a row beside its strings, and of its place in the memory
SYMBOLS = 2000  # ornaments of half a kilobyte
Key = tuple[str, int, ReplyRow | PieceRow]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What components/thread.html or components/pieces.html puts together on a page."""

    parts: list[Markup]
    symbols: list[Markup]
    opened: int = 0  # levels above the first reply


def _size(key: Key, drawn: Markup) -> int:
    return ENTRY + getsizeof(drawn) + sum(getsizeof(value) for value in key[-1] if isinstance(value, str))


memo: Memo[Key, Markup] = Memo(MOST_BYTES, _size)


def draw(rows: Sequence[ReplyRow], base: int) -> Drawn:
    """Draw the replies of a page whose list begins at a depth of `base`."""
    language, remembered = words.language(), memo.get
    return Drawn(
        parts=[remembered((language, 0, row)) or _draw_reply(language, row) for row in rows],
        symbols=_symbols(row.seed for row in rows),
        opened=rows[0].depth - base if rows else 0,
    )


def draw_pieces(rows: Sequence[PieceRow], level: int = 2) -> Drawn:
    """Draw the pieces of a list, their titles as headings of a level."""
    language, remembered = words.language(), memo.get
    return Drawn(
        parts=[remembered((language, level, row)) or _draw_piece(language, level, row) for row in rows],
        symbols=_symbols(row.seed for row in rows),
    )


def _draw_reply(language: str, row: ReplyRow) -> Markup:
    drawn = _macro("thread", "reply")(row, _words(language), True)
    memo.keep((language, 0, row), drawn)
    return drawn


def _draw_piece(language: str, level: int, row: PieceRow) -> Markup:
    drawn = _macro("pieces", "piece")(row, level)
    memo.keep((language, level, row), drawn)
    return drawn


@lru_cache(maxsize=16)  # languages
def _words(_language: str) -> dict[str, str]:
    """The thread's words in the present language."""
    learnt: dict[str, str] = {}
    _macro("thread", "learn")(learnt)
    return {key: str(word) for key, word in learnt.items()}


def _symbols(seeds: Iterable[str | None]) -> list[Markup]:
    """The ornaments that are pointed to, each once."""
    return [_symbol(seed) for seed in dict.fromkeys(seeds) if seed is not None]


@lru_cache(maxsize=SYMBOLS)
def _symbol(seed: str) -> Markup:
    return _macro("identicon", "symbol")(seed)


def _macro(component: str, name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = get_template_attribute(f"components/{component}.html", name)
    return macro
