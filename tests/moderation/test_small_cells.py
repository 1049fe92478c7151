"""No table tells of fewer than five people, by itself or by subtraction, whatever the counts are."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from forum.moderation.small_cells import LEAST, Kept, Table, protect, share

COUNTS = st.one_of(st.integers(0, 6), st.integers(0, 40))
NAMES = "abcdef"


@given(st.lists(COUNTS, min_size=1, max_size=6))
def test_a_small_cell_is_kept_back_and_a_large_one_is_shown(counts: list[int]) -> None:
    [table] = protect(dict(zip(NAMES, counts, strict=False)))
    assert table
    for (name, cell), count in zip(table.cells.items(), counts, strict=True):
        assert cell == (count if count >= LEAST else Kept.FEW), name
    assert table.total == (sum(counts) if min(counts) >= LEAST else None)


@st.composite
def two_tables(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, int]]:
    """The same things counted by two marks: two divisions of one total."""
    first = draw(st.lists(COUNTS, min_size=1, max_size=3))
    rest, second = sum(first), []
    for _cell in range(draw(st.integers(0, 2))):
        part = draw(st.integers(0, min(rest, 9)))
        second.append(part)
        rest -= part
    return dict(zip(NAMES, first, strict=False)), dict(zip(NAMES, [*second, rest], strict=False))


@given(two_tables())
def test_no_small_cell_is_found_by_subtraction(tables: tuple[dict[str, int], dict[str, int]]) -> None:
    shown = [table for table in protect(*tables) if table is not None]
    assert len(shown) >= 1
    worlds = [_possible(table) for table in shown]
    totals = set.intersection(*({sum(world) for world in possible} for possible in worlds))
    for table, possible in zip(shown, worlds, strict=True):
        for place, (name, cell) in enumerate(table.cells.items()):
            if cell is Kept.FEW:
                could_be = {world[place] for world in possible if sum(world) in totals}
                assert len(could_be) > 1 or could_be == {0}, (name, shown)


def test_a_complete_table_does_not_tell_what_the_other_keeps_back() -> None:
    by_action, by_rule = protect({"remove": 20, "ban": 1}, {"1": 12, "2": 9})
    assert by_action
    assert by_action.cells == {"remove": 20, "ban": Kept.FEW}
    assert by_rule
    assert by_rule.cells == {"1": Kept.WITHHELD, "2": 9}
    assert (by_action.total, by_rule.total) == (None, None)


def test_where_nothing_is_small_everything_is_shown() -> None:
    assert [table and table.total for table in protect({"a": 20, "b": 5}, {"1": 25})] == [25, 25]


def test_a_share_is_shown_where_neither_part_is_small() -> None:
    assert share(0, 4) is None
    assert share(0, 40) == 0
    assert [share(part, 40) for part in (1, 4, 36, 40)] == [None] * 4
    assert share(5, 40) == 12
    assert share(20, 40) == 50


def _possible(table: Table) -> list[tuple[int, ...]]:
    """All that the counts could be, for a reader who knows how tables are protected."""
    known = [cell for cell in table.cells.values() if isinstance(cell, int)]
    ranges = []
    for cell in table.cells.values():
        if cell is Kept.FEW:
            ranges.append(range(LEAST))
        elif cell is Kept.WITHHELD:
            ranges.append(range(max([LEAST, *known]), 200))
        else:
            ranges.append(range(cell, cell + 1))
    return list(product(*ranges))
