"""What counts as seen, and when a sitting is over: the rules alone, without pages."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.discussion import sitting
from forum.discussion.sitting import MOST_BEYOND, SITTING, STEP, Seen

NOW = datetime(2026, 5, 4, 12, 2, tzinfo=UTC)
numbers = st.integers(1, 400)


@given(st.integers(0, 50), st.lists(st.sets(numbers), max_size=6))
def test_what_was_shown_is_seen_and_nothing_else(through: int, pages: list[set[int]]) -> None:
    seen = Seen(through)
    for page in pages:
        seen = seen.adding(page)
    shown = set(range(1, through + 1)).union(*pages)
    assert {number for number in range(1, 500) if number in seen} == shown
    assert seen.last == max(shown, default=0)
    assert Seen.from_bytes(seen.through, seen.beyond_as_bytes()) == seen


@given(st.sets(numbers, min_size=1))
def test_what_follows_without_a_gap_needs_no_room(page: set[int]) -> None:
    seen = Seen().adding(page)
    assert seen.through + 1 not in seen
    assert len(seen.beyond_as_bytes()) <= 400 // 8
    assert Seen().adding(range(1, 401)) == Seen(400)


def test_a_gap_far_back_counts_as_seen_rather_than_growing_the_table() -> None:
    seen = Seen(10).adding([12, 12 + MOST_BEYOND, 100_000])
    assert len(seen.beyond_as_bytes()) <= MOST_BEYOND // 8
    assert 11 in seen
    assert 100_000 in seen
    assert 100_001 not in seen


def test_at_the_first_visit_nothing_is_new() -> None:
    here = sitting.first(40, NOW).looking_at(range(1, 41), NOW)
    assert not any(here.is_new(number) for number in range(1, 41))
    assert here.is_new(41)


def test_marks_stay_while_one_sits_and_go_when_one_comes_back() -> None:
    away = sitting.first(40, NOW).looking_at([], NOW)
    back = NOW + timedelta(days=1)
    here = sitting.resume(away, back).looking_at([41, 42], back)
    soon = back + SITTING - STEP
    again = sitting.resume(here, soon)
    assert again.is_new(41)
    assert again.is_new(42)
    later = sitting.resume(again.looking_at([], soon), soon + SITTING)
    assert not later.is_new(41)
    assert later.is_new(43)


def test_a_sitting_goes_on_as_long_as_one_opens_something() -> None:
    here = sitting.first(1, NOW)
    moment = NOW
    for _ in range(10):
        here = sitting.resume(here, moment).looking_at([2], moment)
        moment += SITTING - STEP
    assert here.is_new(2)


def test_what_was_on_no_page_that_one_opened_stays_new() -> None:
    here = sitting.first(40, NOW).looking_at([41, 43], NOW)
    tomorrow = sitting.resume(here, NOW + timedelta(days=1))
    assert [number for number in range(1, 45) if tomorrow.is_new(number)] == [42, 44]


def test_reloading_within_a_step_changes_nothing_that_is_kept() -> None:
    here = sitting.first(3, NOW).looking_at([], NOW)
    assert sitting.resume(here, NOW + STEP / 4).looking_at([1, 2, 3], NOW + STEP / 4) == here


def test_after_thirty_days_it_is_a_first_visit() -> None:
    assert not sitting.is_forgotten(NOW.date(), NOW.date() + timedelta(days=30))
    assert sitting.is_forgotten(NOW.date(), NOW.date() + timedelta(days=31))
