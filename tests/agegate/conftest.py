"""A policy in force, methods that can or cannot answer, and where addresses lie."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from forum.access import AgeLevel
from forum.agegate import methods, regions
from forum.agegate.policy import AgePolicy, Region
from tests.agegate import countries

AUSTRALIAN, FRENCH, TEXAN, TOR, UNKNOWN = "1.1.1.1", "2.2.2.2", "3.3.3.3", "4.4.4.4", "9.9.9.9"
BY_PROOF = ("click", "eu_av")


@dataclass(frozen=True)
class Vouching:
    """A method that can answer, or cannot."""

    is_well: bool
    key: str = "eu_av"
    title: str = "Somebody vouches"

    def is_usable(self) -> bool:
        return self.is_well


@pytest.fixture
def policy(app: Flask) -> Iterator[Callable[..., None]]:
    """Put a policy in force, given as what is asked in each region."""
    before = app.extensions["age_policy"]

    def put(*, version: int = 1, min_version: Any = None, **named: Region) -> None:
        everywhere = {"*": named.pop("anywhere", Region())}
        others = {name.replace("_", "-"): region for name, region in named.items()}
        app.extensions["page_cache"]._visitor_of.cache_clear()  # else only a restart brings another policy
        app.extensions["age_policy"] = AgePolicy(version, "*", everywhere | others, min_version or {})

    yield put
    app.extensions["age_policy"] = before


@pytest.fixture
def vouching(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Have a method that proves age be there, well or not."""

    def be(is_well: bool) -> None:
        there = {"eu_av": Vouching(is_well)}
        monkeypatch.setattr(methods, "_proofs", lambda: there)

    return be


@pytest.fixture
def known_countries(app: Flask, tmp_path: Path) -> Iterator[None]:
    """A country database in force."""
    texas = {"country": {"iso_code": "US"}, "subdivisions": [{"iso_code": "TX"}]}
    tor = {"country": {"iso_code": "AU"}, "traits": {"is_tor_exit_node": True}}
    known = {
        "1.1.1.0/24": {"country": {"iso_code": "AU"}},
        "2.2.2.0/24": {"country": {"iso_code": "FR"}},
        "3.3.3.0/24": texas,
        "4.4.4.4/32": tor,
    }
    regions.install(app, countries.write(tmp_path / "countries.mmdb", known))
    yield
    regions.install(app, None)


VERIFIED_FLOOR = Region(AgeLevel.VERIFIED, AgeLevel.VERIFIED, BY_PROOF)
