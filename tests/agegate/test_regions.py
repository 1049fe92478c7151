"""What is asked follows where somebody is; where nobody can tell, the operator's own rule holds."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from forum.access import AgeLevel
from forum.agegate import regions
from forum.agegate.policy import Region
from tests.agegate.conftest import AUSTRALIAN, FRENCH, TEXAN, TOR, UNKNOWN, VERIFIED_FLOOR
from tests.cast import Cast
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]


def _from(address: str) -> dict[str, dict[str, str]]:
    return {"environ_base": {"REMOTE_ADDR": address}}


@pytest.mark.usefixtures("known_countries")
def test_each_address_is_asked_what_its_region_asks(app: Flask, policy: Callable[..., None]) -> None:
    policy(anywhere=Region(), AU=VERIFIED_FLOOR, US=Region(AgeLevel.NONE), US_TX=VERIFIED_FLOOR)
    asked = {
        address: regions.floor_of(app, address).name for address in (AUSTRALIAN, TEXAN, FRENCH, TOR, UNKNOWN)
    }
    assert asked == {
        AUSTRALIAN: "VERIFIED",
        TEXAN: "VERIFIED",
        FRENCH: "DECLARED",
        TOR: "DECLARED",
        UNKNOWN: "DECLARED",
    }
    for nothing in (None, "", "/run/socket", "::1", "no address"):
        assert regions.floor_of(app, nothing) == AgeLevel.DECLARED


@pytest.mark.usefixtures("known_countries")
def test_an_address_is_the_same_on_a_socket_for_both_kinds(app: Flask, policy: Callable[..., None]) -> None:
    policy(anywhere=Region(), AU=VERIFIED_FLOOR)
    assert regions.floor_of(app, f"::ffff:{AUSTRALIAN}") == AgeLevel.VERIFIED
    assert regions.floor_of(app, f"::ffff:{FRENCH}") == AgeLevel.DECLARED


@pytest.mark.usefixtures("known_countries")
def test_a_declaration_opens_here_and_not_there(
    app: Flask, policy: Callable[..., None], vouching: Callable[[bool], None], new_visitor: Come
) -> None:
    """The same cookie, also where the page is kept in memory for others."""
    policy(anywhere=Region(), AU=VERIFIED_FLOOR)
    vouching(True)
    reader = new_visitor().pass_gate()
    for _again in range(3):
        assert reader.get("/", **_from(FRENCH)).status_code == 200
        gate = reader.get("/", **_from(AUSTRALIAN))
        assert gate.status_code == 403
        assert "Somebody vouches" in gate.text
        assert "I am 18 or older" not in gate.text


def test_a_proxy_is_asked_where_its_readers_are(tmp_path: Path) -> None:
    """The pages in memory stand before Flask, and must not take the proxy for a reader."""
    from tests.agegate import countries
    from tests.fixtures.databases import install

    file = tmp_path / "policy.toml"
    file.write_text(
        'version = 1\n[regions."*"]\nfloor = "declared"\nmethods = ["click"]\n'
        '[regions.AU]\nfloor = "verified"\nmethods = ["eu_av"]\n'
    )
    known = countries.write(tmp_path / "c.mmdb", {"1.1.1.0/24": {"country": {"iso_code": "AU"}}})
    app = install(
        f"sqlite:///{tmp_path / 'a.db'}", tmp_path, proxies=1, age_policy=file, geoip_database=known
    ).app
    reader = Visitor(app, app.test_client()).pass_gate()
    for _again in range(3):
        assert reader.get("/", headers={"X-Forwarded-For": FRENCH}).status_code == 200
        assert reader.get("/", headers={"X-Forwarded-For": AUSTRALIAN}).status_code == 503
    assert app.extensions["page_cache"].answered


def test_a_file_that_is_none_is_refused_at_the_start(app: Flask, tmp_path: Path) -> None:
    broken = tmp_path / "countries.mmdb"
    for content in (None, b"", b"not a database"):
        if content is not None:
            broken.write_bytes(content)
        with pytest.raises(regions.DatabaseFault, match="is not a country database"):
            regions.install(app, broken)
    regions.install(app, None)


@pytest.mark.usefixtures("known_countries")
def test_joining_may_ask_for_more_than_reading(
    app: Flask, cast: Cast, policy: Callable[..., None], vouching: Callable[[bool], None], new_visitor: Come
) -> None:
    policy(anywhere=Region(), AU=Region(account_floor=AgeLevel.VERIFIED, methods=("click", "eu_av")))
    vouching(True)
    newcomer = new_visitor().pass_gate()
    assert newcomer.get("/", **_from(AUSTRALIAN)).status_code == 200
    assert newcomer.get("/join", **_from(FRENCH)).status_code == 200
    asked = newcomer.get("/join", **_from(AUSTRALIAN))
    assert (asked.status_code, "Somebody vouches" in asked.text) == (403, True)
    typed = {
        "sign_in_name": "somebody new",
        "pen_name": "Rowan",
        "password": "a long enough password",
        "csrf_token": newcomer.csrf_token(),
    }
    assert newcomer.http.post("/join", data=typed, **_from(AUSTRALIAN)).status_code == 403
    assert newcomer.http.post("/join/passkey", data=typed, **_from(AUSTRALIAN)).status_code == 403
    assert newcomer.http.post("/join", data=typed, **_from(FRENCH)).status_code == 200
