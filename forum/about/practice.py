"""How this place asks for age, told from the policy in force: nobody has to keep a statement true by hand."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from flask_babel import gettext as _

from forum.access import AgeLevel
from forum.agegate import methods
from forum.agegate.policy import ANYWHERE, AgePolicy, Region
from forum.retention import RETENTION, Kept


@dataclass(frozen=True)
class Place:
    """What is asked in one region."""

    name: str
    reading: str
    joining: str
    ways: tuple[str, ...]


def places(policy: AgePolicy, locale: Locale) -> list[Place]:
    """What a policy asks, the operator's own region first."""
    named = sorted(policy.regions.items(), key=lambda item: (item[0] != policy.default_region, item[0]))
    alone = len(named) == 1
    return [_place(_region_name(key, locale, alone), region) for key, region in named]


def kept() -> Iterable[Kept]:
    """What is stored of an answer, as the table of lifetimes says."""
    return [entry for entry in RETENTION if entry.table in {"age_answer", "age_ceremony"}]


def _place(name: str, region: Region) -> Place:
    ways = tuple(method.title for method in methods.named(region.methods))
    return Place(name, _asked(region.floor), _asked_of_newcomers(region), ways)


def _asked_of_newcomers(region: Region) -> str:
    if region.floor and not region.account_floor:
        return _("no answer yet; members give theirs before they read")
    return _asked(region.account_floor)


def _asked(level: AgeLevel) -> str:
    """What a level means, in words that never make a proof of a declaration."""
    return {
        AgeLevel.NONE: _("nothing"),
        AgeLevel.DECLARED: _("that somebody says that they are 18 or older"),
        AgeLevel.VERIFIED: _("that somebody proves that they are 18 or older"),
    }[level]


def _region_name(key: str, locale: Locale, alone: bool) -> str:
    if key == ANYWHERE:
        return _("Everywhere") if alone else _("Everywhere else")
    country, _hyphen, part = key.partition("-")
    name = str(locale.territories.get(country, country))
    return f"{name} ({part})" if part else name
