"""The tree over flat rows, for any conversation that can be."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from forum.discussion import tree


@dataclass(frozen=True)
class Row:
    """A reply, to the tree."""

    id: int
    parent_id: int | None
    depth: int


@st.composite
def conversations(draw: st.DrawFn) -> list[Row]:
    """Any conversation in reading order: each reply is a top-level one or answers an open branch."""
    rows: list[Row] = []
    chain: list[Row] = []
    for number in range(draw(st.integers(0, 40))):
        depth = draw(st.integers(0, len(chain)))
        chain = chain[:depth]
        rows.append(Row(number, chain[-1].id if chain else None, depth))
        chain.append(rows[-1])
    return rows


def _ancestors(rows: list[Row], row: Row) -> set[int]:
    by_id = {each.id: each for each in rows}
    found = set()
    while row.parent_id is not None:
        found.add(row.parent_id)
        row = by_id[row.parent_id]
    return found


@given(conversations())
def test_each_reply_counts_exactly_those_beneath_it(rows: list[Row]) -> None:
    counted = tree.grow(rows).beneath
    for row in rows:
        assert counted[row.id] == sum(row.id in _ancestors(rows, other) for other in rows)


@given(conversations(), st.data())
def test_a_page_names_the_parents_that_stand_on_an_earlier_one(rows: list[Row], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(rows)))
    page = rows[start:]
    here = {row.id for row in page}
    expected = {row.parent_id for row in page if row.parent_id is not None and row.parent_id not in here}
    assert tree.grow(page).absent_parents == expected


@given(conversations(), st.data())
def test_a_waiting_reply_stands_last_beneath_what_it_answers(rows: list[Row], data: st.DataObject) -> None:
    if not rows:
        return
    parent = data.draw(st.sampled_from(rows))
    waiting = Row(1000, parent.id, parent.depth + 1)
    merged = tree.add_waiting(rows, [waiting], at_end=True)
    assert [row for row in merged if row is not waiting] == rows
    place = merged.index(waiting)
    assert tree.grow(merged).beneath[parent.id] == tree.grow(rows).beneath[parent.id] + 1
    assert place == len(rows) or merged[place + 1].depth <= parent.depth


def test_a_waiting_reply_to_another_page_is_left_out() -> None:
    assert tree.add_waiting([Row(1, None, 0)], [Row(2, 99, 1)], at_end=True) == [Row(1, None, 0)]


def test_a_waiting_top_level_reply_comes_on_one_page_only() -> None:
    rows, waiting = [Row(1, None, 0)], [Row(2, None, 0)]
    assert tree.add_waiting(rows, waiting, at_end=True) == [*rows, *waiting]
    assert tree.add_waiting(rows, waiting, at_end=False) == rows
