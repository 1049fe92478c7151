"""The gate's rules for themselves: pure, monotone, and closed where nothing can open them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from forum.access import AgeLevel
from forum.agegate.policy import (
    METHOD_LEVELS,
    AgePolicy,
    Answer,
    Asked,
    Closed,
    Open,
    Region,
    account_expiry,
    decide,
    worth,
)

TODAY = date(2026, 11, 23)
levels = some.sampled_from(AgeLevel)
methods = some.lists(some.sampled_from(list(METHOD_LEVELS)), unique=True).map(tuple)
regions = some.builds(Region, levels, levels, methods)
usable = some.frozensets(some.sampled_from(list(METHOD_LEVELS)))


@given(regions, levels, levels, levels, usable)
def test_a_higher_level_never_closes_what_a_lower_one_opens(
    region: Region, lower: AgeLevel, higher: AgeLevel, needed: AgeLevel, usable: frozenset[str]
) -> None:
    lower, higher = sorted((lower, higher))
    if decide(region, lower, needed, usable) == Open():
        assert decide(region, higher, needed, usable) == Open()


@given(regions, levels, levels, levels, levels, usable)
def test_raising_what_is_asked_never_opens(
    region: Region,
    level: AgeLevel,
    needed: AgeLevel,
    raised: AgeLevel,
    floor: AgeLevel,
    usable: frozenset[str],
) -> None:
    before = decide(region, level, needed, usable)
    stricter = replace(region, floor=max(region.floor, floor))
    after = decide(stricter, level, max(needed, raised), usable)
    if before != Open():
        assert after != Open()


@given(regions, levels, levels, usable, usable)
def test_what_can_be_used_never_decides_who_may_go_in(
    region: Region, level: AgeLevel, needed: AgeLevel, some_usable: frozenset[str], others: frozenset[str]
) -> None:
    with_some, with_others = (decide(region, level, needed, keys) == Open() for keys in (some_usable, others))
    assert with_some == with_others == (level >= max(region.floor, needed))


@given(regions, levels, levels, usable)
def test_only_what_reaches_far_enough_is_offered(
    region: Region, level: AgeLevel, needed: AgeLevel, usable: frozenset[str]
) -> None:
    verdict = decide(region, level, needed, usable)
    floor = max(region.floor, needed)
    fit = [key for key in region.methods if key in usable and METHOD_LEVELS[key] >= floor]
    match verdict:
        case Asked(asked, offered):
            assert (asked, list(offered)) == (floor, fit)
        case Closed(asked):
            assert (asked, fit) == (floor, [])
        case Open():
            assert level >= floor


def test_a_declaration_is_never_a_proof() -> None:
    assert METHOD_LEVELS["click"] == AgeLevel.DECLARED
    here = Region(methods=("click",))
    assert decide(here, AgeLevel.DECLARED, AgeLevel.VERIFIED, {"click"}) == Closed(AgeLevel.VERIFIED)


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (Answer(AgeLevel.DECLARED, 2), AgeLevel.DECLARED),
        (Answer(AgeLevel.DECLARED, 1), AgeLevel.NONE),  # older than the policy accepts
        (Answer(AgeLevel.VERIFIED, 1), AgeLevel.VERIFIED),  # which it does of a proof
        (Answer(AgeLevel.VERIFIED, 3, TODAY), AgeLevel.VERIFIED),  # its last day
        (Answer(AgeLevel.VERIFIED, 3, TODAY - timedelta(days=1)), AgeLevel.NONE),
        (Answer(7, 3), AgeLevel.NONE),
        (Answer(-1, 3), AgeLevel.NONE),
    ],
)
def test_what_an_earlier_answer_is_worth(answer: Answer, level: AgeLevel) -> None:
    policy = AgePolicy(version=3, min_version={AgeLevel.DECLARED: 2})
    assert worth(policy, answer, TODAY) == level


def test_a_proof_lapses_and_a_declaration_does_not() -> None:
    assert account_expiry(TODAY, AgeLevel.VERIFIED) == TODAY + timedelta(days=365)
    assert account_expiry(TODAY, AgeLevel.DECLARED) is None


def test_whoever_is_in_no_named_region_is_in_the_operators_own() -> None:
    policy = AgePolicy(
        regions={"*": Region(), "US": Region(AgeLevel.NONE), "US-TX": Region(AgeLevel.VERIFIED)}
    )
    assert policy.region("US-TX", "US").floor == AgeLevel.VERIFIED
    assert policy.region("US-OR", "US").floor == AgeLevel.NONE
    assert policy.region("FR").floor == policy.region().floor == AgeLevel.DECLARED
