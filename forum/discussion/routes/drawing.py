"""A conversation drawn reply by reply; what was drawn before is taken from memory.

What is kept can never be stale: it is found by the row itself, which is all that the template knows of a
reply, and by the language. A reply that was edited, removed or renamed has another row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from sys import getsizeof

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.routes.rows import ReplyRow
from forum.lib.memo import Memo
from forum.web import words

MOST_BYTES = 6 * 1024 * 1024  # a process: about two thousand replies of a hundred words
ENTRY = 900  # bytes of a row and its strings beside the text itself; measured with tracemalloc
SYMBOLS = 2000  # ornaments of half a kilobyte


@dataclass(frozen=True, slots=True)
class Drawn:
    """What components/thread.html and components/identicon.html put together on a page."""

    branches: list[Markup]
    symbols: list[Markup]
    opened: int  # levels above the first reply


def _size(key: tuple[str, ReplyRow], drawn: Markup) -> int:
    return getsizeof(drawn) + getsizeof(key[1].html) + ENTRY


memo: Memo[tuple[str, ReplyRow], Markup] = Memo(MOST_BYTES, _size)


def draw(rows: Sequence[ReplyRow], base: int) -> Drawn:
    """Draw the rows of a page whose list begins at a depth of `base`."""
    locale = words.language()
    remembered = memo.get
    seeds = dict.fromkeys(row.seed for row in rows if row.seed is not None)
    return Drawn(
        branches=[remembered((locale, row)) or _draw(locale, row) for row in rows],
        symbols=[_symbol(seed) for seed in seeds],
        opened=rows[0].depth - base if rows else 0,
    )


def _draw(locale: str, row: ReplyRow) -> Markup:
    drawn = _macro("thread", "reply")(row, _words(locale), True)
    memo.keep((locale, row), drawn)
    return drawn


@lru_cache(maxsize=16)  # languages
def _words(_locale: str) -> dict[str, str]:
    """The thread's words in the present language."""
    words: dict[str, str] = {}
    _macro("thread", "learn")(words)
    return {key: str(word) for key, word in words.items()}


@lru_cache(maxsize=SYMBOLS)
def _symbol(seed: str) -> Markup:
    return _macro("identicon", "symbol")(seed)


def _macro(component: str, name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = get_template_attribute(f"components/{component}.html", name)
    return macro
