"""A conversation as a plain object over flat rows in reading order: no database, no HTML."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar


class Row(Protocol):
    """What the tree needs to know of a reply."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def parent_id(self) -> int | None:
        """The id of the reply it answers, or None at top level."""

    @property
    def depth(self) -> int:
        """0 at top level."""


Reply = TypeVar("Reply", bound=Row)


@dataclass(frozen=True)
class Tree:
    """What can be said of rows that stand in reading order."""

    beneath: dict[int, int]  # how many of the rows stand beneath each
    absent_parents: frozenset[int]  # parents that are answered here but stand on another page


def grow(rows: Sequence[Row]) -> Tree:
    """Look through rows in reading order once."""
    ids = {row.id for row in rows}
    absent = {row.parent_id for row in rows if row.parent_id is not None and row.parent_id not in ids}
    return Tree(beneath(rows), frozenset(absent))


def beneath(rows: Sequence[Row], counted: Container[int] | None = None) -> dict[int, int]:
    """How many of the rows, or only of the counted ones among them, stand beneath each."""
    totals = {row.id: 0 for row in rows}
    chain: list[tuple[int, int]] = []  # ids and depths of the open branches
    for row in rows:
        depth = row.depth
        while chain and chain[-1][1] >= depth:
            _close(chain, totals, counted)
        chain.append((row.id, depth))
    while chain:
        _close(chain, totals, counted)
    return totals


def _close(chain: list[tuple[int, int]], totals: dict[int, int], counted: Container[int] | None) -> None:
    """End the deepest open branch: what it holds stands beneath its parent, too."""
    root, _depth = chain.pop()
    if chain:
        totals[chain[-1][0]] += totals[root] + (counted is None or root in counted)


def add_waiting(rows: Sequence[Reply], waiting: Sequence[Reply], *, at_end: bool) -> list[Reply]:
    """Put a person's own waiting replies where they will stand: last beneath what they answer.

    Those whose parent is on another page are left out; those at top level come last on the first
    page (`at_end`), where their permalink leads.
    """
    merged = list(rows)
    for reply in waiting:
        if reply.parent_id is None:
            if at_end:
                merged.append(reply)
            continue
        place = _end_of_branch(merged, reply.parent_id)
        if place is not None:
            merged.insert(place, reply)
    return merged


def _end_of_branch(rows: Sequence[Row], root_id: int) -> int | None:
    start = next((index for index, row in enumerate(rows) if row.id == root_id), None)
    if start is None:
        return None
    depth = rows[start].depth
    for index in range(start + 1, len(rows)):
        if rows[index].depth <= depth:
            return index
    return len(rows)
