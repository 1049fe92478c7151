"""What a flag weighs: more with standing, more with being right, never beyond its bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.access import Role
from forum.moderation import scoring
from forum.moderation.reasons import REASONS, WEIGHTS, Priority
from forum.moderation.scoring import Counted, Flagger

reasons = st.sampled_from(sorted(REASONS))
standings = st.integers(0, scoring.MODERATORS_STANDING)
decided = st.integers(0, 100_000)
MOST = 1 + scoring.MODERATORS_STANDING + scoring.MOST_ACCURACY + max(WEIGHTS.values())


@pytest.mark.parametrize(
    ("flagger", "stands"),
    [
        (None, 0),
        (Flagger(Role.MEMBER, False, 1000), 0),
        (Flagger(Role.MEMBER, True, 0), 1),
        (Flagger(Role.MEMBER, True, 14), 2),
        (Flagger(Role.MEMBER, True, 90), 3),
        (Flagger(Role.MEMBER, True, 365), 4),
        (Flagger(Role.MODERATOR, True, 0), 5),
        (Flagger(Role.MODERATOR, False, 1000), 0),
    ],
)
def test_standing_grows_with_time_and_trust(flagger: Flagger | None, stands: int) -> None:
    assert scoring.standing(flagger) == stands


def test_a_score_is_its_parts() -> None:
    assert scoring.score("harassment", 0, 0.0) == 1
    assert scoring.score("harassment", 4, 0.0) == 5
    assert scoring.score("illegal", 4, 0.0) == 7
    assert scoring.score("identifies", 2, 0.0) == 6
    assert scoring.score("child_safety", 0, 0.0) == 6
    assert scoring.accuracy(5, 5) == 0  # five say nothing yet
    assert scoring.accuracy(16, 16) == pytest.approx(0.3 * 2 * 5)
    assert scoring.accuracy(4, 16) == pytest.approx(-0.45 * 2 * 5)


@given(reasons, standings, standings, st.floats(-5, 5))
def test_more_standing_never_weighs_less(reason: str, one: int, other: int, accurate: float) -> None:
    less, more = sorted((one, other))
    assert scoring.score(reason, less, accurate) <= scoring.score(reason, more, accurate)


@given(reasons, standings, decided, st.data())
def test_being_right_more_often_never_weighs_less(
    reason: str, stands: int, total: int, data: st.DataObject
) -> None:
    one, other = (data.draw(st.integers(0, total)) for _ in range(2))
    scores = [scoring.score(reason, stands, scoring.accuracy(right, total)) for right in sorted((one, other))]
    assert scores == sorted(scores)


@given(reasons, standings, decided, st.data())
def test_no_score_leaves_its_bounds(reason: str, stands: int, total: int, data: st.DataObject) -> None:
    agreed = data.draw(st.integers(0, total))
    assert 0 <= scoring.score(reason, stands, scoring.accuracy(agreed, total)) <= MOST


@given(standings, st.floats(-5, 5))
def test_a_worry_about_a_person_weighs_nothing(stands: int, accurate: float) -> None:
    assert scoring.score("worried", stands, accurate) == 0


@given(
    st.lists(st.builds(Counted, reasons, st.floats(0, MOST), st.none() | standings), max_size=20), st.data()
)
def test_one_more_flag_never_shows_a_text_again(flags: list[Counted], data: st.DataObject) -> None:
    more = data.draw(st.builds(Counted, reasons, st.floats(0, MOST), st.none() | standings))
    assert scoring.hides([*flags, more]) >= scoring.hides(flags)


def rated(reason: str, stands: int | None) -> Counted:
    return Counted(reason, scoring.score(reason, stands or 0, 0.0), stands)


@pytest.mark.parametrize(
    ("flags", "hidden"),
    [
        ([], False),
        ([rated("threat_to_life", 0)], True),
        ([rated("child_safety", None)], False),
        ([rated("child_safety", None)] * 2, True),
        ([rated("child_safety", None), Counted("child_safety", 0.0, None)], False),  # the same network again
        ([rated("identifies", 1)], False),
        ([rated("identifies", 2)], True),
        ([rated("identifies", None)] * 9, False),
        ([rated("harassment", 4)], False),
        ([rated("harassment", 4)] * 2, True),
        ([rated("harassment", 0)] * 8, False),
        ([rated("harassment", 0)] * 9, True),
        ([rated("spam", None)] * 50, False),
        ([rated("worried", 5)] * 50, False),
    ],
)
def test_what_hides_a_text(flags: list[Counted], hidden: bool) -> None:
    assert scoring.hides(flags) is hidden


def test_each_priority_has_a_weight_and_none_less_than_one_less_urgent() -> None:
    weights = [WEIGHTS[priority] for priority in sorted(Priority)]
    assert weights == sorted(weights, reverse=True)
