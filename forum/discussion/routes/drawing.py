"""A conversation drawn reply by reply."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import get_template_attribute
from markupsafe import Markup

from forum.discussion.routes.rows import ReplyRow

Draw = Callable[..., Markup]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What components/thread.html and components/identicon.html put together on a page."""

    branches: list[Markup]
    symbols: list[Markup]
    opened: int  # levels above the first reply


def draw(rows: Sequence[ReplyRow], base: int) -> Drawn:
    """Draw the rows of a page whose list begins at a depth of `base`."""
    branch, words = _macro("thread", "branch"), _words()
    symbol = _macro("identicon", "symbol")
    seeds = dict.fromkeys(row.seed for row in rows if row.seed is not None)
    return Drawn(
        branches=[branch(row, words) for row in rows],
        symbols=[symbol(seed) for seed in seeds],
        opened=rows[0].depth - base if rows else 0,
    )


def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    _macro("thread", "learn")(words)
    return words


def _macro(component: str, name: str) -> Draw:
    macro: Draw = get_template_attribute(f"components/{component}.html", name)
    return macro
