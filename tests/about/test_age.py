"""The statement on age says what the policy in force asks, and calls no declaration a proof."""

from collections.abc import Iterator

import pytest
from flask import Flask

from forum.access import AgeLevel
from forum.agegate.policy import AgePolicy, Region
from tests.fixtures.clients import Visitor


@pytest.fixture
def strict(sqlite_app: Flask) -> Iterator[Flask]:
    """A site that asks for more in Australia and in Texas."""
    proof = Region(AgeLevel.VERIFIED, AgeLevel.VERIFIED, ("eu_av", "oidc_age"))
    joining = Region(AgeLevel.DECLARED, AgeLevel.VERIFIED, ("click", "mdl"))
    before = sqlite_app.extensions["age_policy"]
    regions = {"*": Region(), "US-TX": proof, "AU": joining}
    sqlite_app.extensions["age_policy"] = AgePolicy(7, "*", regions)
    yield sqlite_app
    sqlite_app.extensions["age_policy"] = before


def _rows(text: str) -> list[list[str]]:
    """Each region's name, and what is asked there for reading, for joining, and by which ways."""
    return [
        [part.partition("</h3>")[0], *(line.partition("</li>")[0] for line in part.split("<li>")[1:4])]
        for part in text.split("<h3>")[1:]
    ]


def test_each_region_is_told_with_what_it_asks(strict: Flask) -> None:
    text = Visitor(strict, strict.test_client()).get("/about/age").text
    assert "version 7" in text
    everywhere, australia, texas = _rows(text)
    assert everywhere[0] == "Everywhere else"
    assert ("says" in everywhere[1], "no answer yet" in everywhere[2]) == (True, True)
    assert australia[0] == "Australia"
    assert ("says" in australia[1], "proves" in australia[2]) == (True, True)
    assert texas[0] == "United States (TX)"
    assert ("proves" in texas[1], "An app that proves your age" in texas[3]) == (True, True)


def test_it_is_open_to_all_and_tells_what_is_kept(sqlite_app: Flask) -> None:
    page = Visitor(sqlite_app, sqlite_app.test_client()).get("/about/age")
    assert page.status_code == 200
    assert [row[0] for row in _rows(page.text)] == ["Everywhere"]
    for words in ("never call it a verification", "Never: a date of birth", "365 days", "RTA"):
        assert words in page.text
