"""What is asked is the same for pages, programs and feeds, and whoever or whatever asks for them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as some

from forum.access import AgeLevel
from forum.agegate import cookie, methods
from forum.agegate.policy import AgePolicy, Asked, Closed, Open, Region, Verdict, decide
from forum.lib.db import db, writing
from tests.agegate.conftest import Vouching
from tests.cast import assemble
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space

SURFACES = ("text/html", "application/json", "application/atom+xml", "application/rss+xml", "*/*", "")
AGENTS = ("", "curl/8", "Googlebot/2.1", "facebookexternalhit/1.1", "Mozilla/5.0 (iPhone)", "Feedly/1.0")
LEVELS = tuple(AgeLevel)
CODES = {Open: 200, Asked: 403, Closed: 503}


@dataclass
class Town:
    """A piece in a space of each level, and visitors of each level."""

    app: Flask
    pieces: dict[AgeLevel, str]
    cookies: dict[AgeLevel, str]

    def status(self, visitor: AgeLevel, piece: AgeLevel, surface: str, agent: str) -> int:
        """What somebody gets."""
        client = Visitor(self.app, self.app.test_client())
        client.http.set_cookie("visit", self.cookies[visitor])
        headers = {"Accept": surface, "User-Agent": agent}
        return client.get(self.pieces[piece], headers=headers).status_code


@pytest.fixture
def town(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """The town; its policy is what a test makes it."""
    vouching = {"eu_av": Vouching(True), "mdl": Vouching(False, "mdl")}
    monkeypatch.setattr(methods, "_proofs", lambda: vouching)
    cast = assemble(sqlite_app)
    before = sqlite_app.extensions["age_policy"]
    sqlite_app.extensions["age_policy"] = AgePolicy()
    pieces, values = {}, {}
    with sqlite_app.test_request_context(), writing():
        for level in LEVELS:
            piece = a_post(cast.ada.viewer, a_space(level.name.lower()))
            piece.space.age_min = level
            pieces[level] = f"/p/{piece.public_id}"
            response = sqlite_app.make_response("")
            cookie.remember(response, level, on_this_device=False)
            values[level] = response.headers["Set-Cookie"].partition("=")[2].partition(";")[0]
        db.session.commit()
    yield Town(sqlite_app, pieces, values)
    sqlite_app.extensions["age_policy"] = before


def _expected(region: Region, visitor: AgeLevel, piece: AgeLevel) -> Verdict:
    """A space that is open to all is open whatever a region asks; else one level is asked at a time."""
    if piece is AgeLevel.NONE and visitor < region.floor:
        return Open()
    usable = methods.usable(region.methods)
    verdict = decide(region, visitor, piece, usable)
    if verdict == Open() or visitor < region.floor:
        return verdict if verdict == Open() else decide(region, visitor, AgeLevel.NONE, usable)
    return decide(region, visitor, AgeLevel(visitor + 1), usable)


regions = some.builds(
    Region,
    some.sampled_from(LEVELS),
    some.just(AgeLevel.NONE),
    some.lists(some.sampled_from(["click", "eu_av", "mdl"]), unique=True, min_size=1).map(tuple),
)


@settings(max_examples=25)
@given(regions, some.sampled_from(LEVELS), some.sampled_from(LEVELS), some.sampled_from(AGENTS), some.data())
def test_every_surface_answers_as_decided_whoever_asks(
    town: Town, region: Region, visitor: AgeLevel, piece: AgeLevel, agent: str, data: some.DataObject
) -> None:
    town.app.extensions["age_policy"] = AgePolicy(regions={"*": region})
    expected = CODES[type(_expected(region, visitor, piece))]
    surface = data.draw(some.sampled_from(SURFACES))
    for each in ("text/html", "application/json", surface):
        assert town.status(visitor, piece, each, agent) == expected, each


def test_there_is_no_feed_of_what_is_behind_the_gate(sqlite_app: Flask) -> None:
    """A feed that readers without an account could have would be a way around it."""
    rules = [rule.rule for rule in sqlite_app.url_map.iter_rules()]
    assert not [rule for rule in rules if "feed" in rule or rule.endswith((".atom", ".rss", ".xml"))]
