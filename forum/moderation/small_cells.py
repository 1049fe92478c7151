"""Counts that are shown to everybody without telling of single people: small cells are kept back; pure.

A cell under LEAST is shown as "fewer than 5", nothing included, and must not be found by subtraction either:
a total is shown only where nothing is kept back, and tables that share a total are protected together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

LEAST = 5  # of fewer people one can be guessed


class Kept(StrEnum):
    """Why a count is not shown."""

    FEW = "fewer_than_5"
    WITHHELD = "withheld"  # it is large, but would let a small one be found by subtraction


Cell = int | Kept


@dataclass(frozen=True)
class Table:
    """Counts as everybody may read them; no total where one would tell of a cell that is kept back."""

    cells: Mapping[str, Cell]
    total: int | None


def protect(*tables: Mapping[str, int]) -> list[Table | None]:
    """Tables that count the same things by different marks, as they may be shown; None: not at all.

    Cases: nothing is small: all of it with the total · a table without a small cell beside one that has
    one would tell the total: its largest cell is withheld · the tables together still tell a small cell:
    only the first is shown · else each with its small cells kept back.
    """
    masked = [_mask(table) for table in tables]
    if not any(Kept.FEW in table.values() for table in masked):
        return [Table(cells, sum(table.values())) for cells, table in zip(masked, tables, strict=True)]
    shown = [cells if Kept.FEW in cells.values() else _withhold_largest(cells) for cells in masked]
    if _tells(shown):
        return [Table(shown[0], None), *(None for _table in shown[1:])]
    return [Table(cells, None) for cells in shown]


def share(part: int, whole: int) -> int | None:
    """A share in percent; None where the part or the rest is small, unless it is nothing at all."""
    if part == 0 and whole >= LEAST:
        return 0
    return round(100 * part / whole) if part >= LEAST and whole - part >= LEAST else None


def _mask(table: Mapping[str, int]) -> dict[str, Cell]:
    return {name: count if count >= LEAST else Kept.FEW for name, count in table.items()}


def _withhold_largest(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The largest, because of any other one could say that it is smaller than that."""
    known = {name: cell for name, cell in cells.items() if isinstance(cell, int)}
    if not known:
        return dict(cells)
    largest = max(known, key=lambda name: known[name])
    return {**cells, largest: Kept.WITHHELD}


def _tells(tables: Sequence[Mapping[str, Cell]]) -> bool:
    """Whether the bounds that each table sets to the total leave a small cell but one count above nothing."""
    lows, highs = zip(*(_bounds(table) for table in tables), strict=True)
    low, high = max(lows), min(highs)
    for table in tables:
        few = sum(cell is Kept.FEW for cell in table.values())
        if not few or Kept.WITHHELD in table.values():
            continue
        sure = sum(cell for cell in table.values() if isinstance(cell, int))
        at_least = max(0, low - sure - (LEAST - 1) * (few - 1))
        if 0 < at_least == min(LEAST - 1, high - sure):
            return True
    return False


def _bounds(table: Mapping[str, Cell]) -> tuple[int, float]:
    """Between which numbers the total must lie, as far as a table tells."""
    sure = sum(cell for cell in table.values() if isinstance(cell, int))
    few = sum(cell is Kept.FEW for cell in table.values())
    if Kept.WITHHELD in table.values():
        others = [cell for cell in table.values() if isinstance(cell, int)]
        return sure + max((LEAST, *others)), float("inf")
    return sure, sure + (LEAST - 1) * few
