"""Paths put a conversation into reading order; whatever the numbers are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.discussion import placement
from forum.discussion.models.reply import MAX_DEPTH, PATH_BYTES

MOST = 0x1000_0000 - 1
EDGES = [1, 0x7F, 0x80, 0x3FFF, 0x4000, 0x1F_FFFF, 0x20_0000, MOST]
ordinals = st.one_of(st.sampled_from(EDGES), st.integers(1, 300), st.integers(1, MOST))
places = st.lists(ordinals, min_size=1, max_size=MAX_DEPTH + 1)


def path_of(place: list[int]) -> bytes:
    path = b""
    for ordinal in place:
        path = placement.path_beneath(path, ordinal)
    return path


@given(places, places)
def test_paths_sort_as_the_places_do(one: list[int], other: list[int]) -> None:
    assert (path_of(one) < path_of(other)) == (one < other)
    assert (path_of(one) == path_of(other)) == (one == other)


@given(places, places)
def test_a_path_begins_another_only_where_it_is_its_ancestor(one: list[int], other: list[int]) -> None:
    assert path_of(other).startswith(path_of(one)) == (other[: len(one)] == one)


@given(places)
def test_ancestors_are_the_paths_above_it(place: list[int]) -> None:
    above = [path_of(place[:depth]) for depth in range(1, len(place))]
    assert placement.ancestors(path_of(place)) == above


@given(places, places)
def test_a_branch_is_one_range(root: list[int], other: list[int]) -> None:
    path = path_of(root)
    in_range = path <= path_of(other) < placement.end_of_branch(path)
    assert in_range == (other[: len(root)] == root)


@given(st.lists(ordinals, min_size=MAX_DEPTH + 1, max_size=MAX_DEPTH + 1))
def test_the_deepest_path_fits_its_column(place: list[int]) -> None:
    assert len(path_of(place)) <= PATH_BYTES


@given(st.lists(places, max_size=30))
def test_sorting_paths_is_reading_a_tree_depth_first(many: list[list[int]]) -> None:
    by_path = sorted(many, key=path_of)
    assert by_path == sorted(many)


@pytest.mark.parametrize("ordinal", [0, -1, MOST + 1, 1 << 40])
def test_no_place_has_a_number_out_of_range(ordinal: int) -> None:
    with pytest.raises(ValueError):
        placement.path_beneath(b"", ordinal)
