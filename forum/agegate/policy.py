"""The age gate's rules, as pure functions of a policy, a region and what somebody has shown."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from forum.access import AgeLevel, Allowed, Decision, Deed, Refused, Role, Viewer, may

SESSION_DAYS = 7  # a browser that is never closed is asked again after a week
REMEMBERED_DAYS = 30  # where that was ticked; a device changes hands
PROVED_DAYS = 365  # with an account; nobody gets younger, but an account may change hands
ANYWHERE = "*"

# What each method can show at most; a declaration never becomes a proof.
METHOD_LEVELS: Mapping[str, AgeLevel] = {
    "click": AgeLevel.DECLARED,
    "eu_av": AgeLevel.VERIFIED,
    "mdl": AgeLevel.VERIFIED,
    "oidc_age": AgeLevel.VERIFIED,
}


@dataclass(frozen=True)
class Region:
    """What is asked of people in one region, and by which methods they can answer, the first first."""

    floor: AgeLevel = AgeLevel.DECLARED  # for reading anything behind the gate
    account_floor: AgeLevel = AgeLevel.NONE  # for joining
    methods: tuple[str, ...] = ("click",)


@dataclass(frozen=True)
class AgePolicy:
    """What an operator asks of people's age, by region; a new version where answers change their worth."""

    version: int = 1
    default_region: str = ANYWHERE
    regions: Mapping[str, Region] = field(default_factory=lambda: {ANYWHERE: Region()})
    min_version: Mapping[AgeLevel, int] = field(default_factory=dict)

    def region(self, *names: str) -> Region:
        """The first region that the policy names, else the operator's default: nobody is without one."""
        known = next((name for name in names if name in self.regions), self.default_region)
        return self.regions[known]


@dataclass(frozen=True)
class Answer:
    """What somebody has shown before: a level, under which version of the policy, and until when."""

    level: int
    version: int
    expires_on: date | None = None


@dataclass(frozen=True)
class Open:
    """Go in."""


@dataclass(frozen=True)
class Asked:
    """Somebody who shows this level, by one of these methods, could go in."""

    level: AgeLevel
    methods: tuple[str, ...]


@dataclass(frozen=True)
class Closed:
    """This level is needed, and there is no way to show it just now: nobody is let in."""

    level: AgeLevel


Verdict = Open | Asked | Closed


def decide(region: Region, level: AgeLevel, needed: AgeLevel, usable: Collection[str]) -> Verdict:
    """Whether somebody with an age level may go where a level is needed.

    `usable` are the methods that work just now. Cases: the level reaches the region's floor and what is
    needed: open · some method of the region that is usable could show it: asked · else closed.
    """
    floor = max(region.floor, needed)
    if level >= floor:
        return Open()
    methods = tuple(key for key in region.methods if METHOD_LEVELS[key] >= floor and key in usable)
    return Asked(floor, methods) if methods else Closed(floor)


def worth(policy: AgePolicy, answer: Answer, today: date) -> AgeLevel:
    """The age level that an earlier answer still shows.

    Cases: no such level: none · expired: none · older than the policy accepts for its level: none ·
    else the level.
    """
    if answer.level not in {*AgeLevel}:
        return AgeLevel.NONE
    if answer.expires_on is not None and answer.expires_on < today:
        return AgeLevel.NONE
    level = AgeLevel(answer.level)
    return level if answer.version >= policy.min_version.get(level, 1) else AgeLevel.NONE


def can_see_state(viewer: Viewer) -> Decision:
    """Whether a viewer may see how the methods stand.

    Cases: the table says no to moderating: that · no administrator: refused · else allowed.
    """
    allowed = may(viewer, Deed.MODERATE)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if viewer.role >= Role.ADMINISTRATOR else Refused("administrators")


def can_look_after(viewer: Viewer) -> Decision:
    """Whether a viewer may refresh whom the site trusts and take answers back: the operator alone."""
    return Allowed() if viewer.is_system else Refused("administrators")


def expiry(today: date, remembered: bool) -> date:
    """The last day on which an answer that a visitor gives today counts."""
    return today + timedelta(days=REMEMBERED_DAYS if remembered else SESSION_DAYS)


def account_expiry(today: date, level: AgeLevel) -> date | None:
    """The last day on which an answer given today counts for an account; a declaration has none."""
    return today + timedelta(days=PROVED_DAYS) if level >= AgeLevel.VERIFIED else None
