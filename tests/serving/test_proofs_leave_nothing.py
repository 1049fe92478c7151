"""After a hundred proofs of age only level, method, provider, date, version and expiry are left of them."""

import json
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from flask import Flask
from sqlalchemy import select

from forum.agegate.mdoc.issuer import provider_key
from forum.agegate.models import AgeAnswer
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.wallet import TestIssuer, TestWallet, trust
from tests.cast import PASSWORD, Person, assemble
from tests.fixtures.databases import DATABASES, SECRET, install
from tests.serving.conftest import PATIENCE, get
from tests.serving.traces import files, look, rows
from tests.stories import a_space

POLICY = 'version = 4\n[regions."*"]\nfloor = "verified"\nmethods = ["eu_av"]\n'
PROOFS = 100
# All that may be kept of an account's answer.
KEPT = {
    *("account_id", "level", "method", "provider_key"),
    *("answered_on", "policy_version", "expires_on", "revoked_reason"),
}


@dataclass
class Place:
    """A server that asks everybody for a proof, and what must not be left of them."""

    app: Flask
    members: list[Person]
    environment: dict[str, str]
    issuer: TestIssuer
    planted: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    def prove(self, number: int, member: Person | None) -> None:
        """Prove one's age, as a visitor or a member, from a network of one's own."""
        address = f"198.51.{number}.7"
        headers = {"X-Forwarded-For": address, "User-Agent": f"Browser-of-{number}"}
        with httpx.Client(base_url=self.url, headers=headers, verify=False) as browser:
            if member is not None:
                form = {"sign_in_name": member.sign_in_name, "password": PASSWORD}
                page = browser.get("/sign-in").text
                assert browser.post("/sign-in", data={**form, **_token(page)}).status_code == 303
            begun = browser.post(
                "/age/with/eu_av/begin", data={**_token(browser.get("/").text), "next": "/s/essays"}
            )
            link = re.search(r'href="(av://[^"]+)"', begun.text)
            assert link, begun.text
            request = unescape(link[1])
            wallet = TestWallet(self.issuer)
            sent = wallet.respond(request)
            back = browser.post("/age/with/eu_av/answer", data=sent).json()
            on = browser.get(back["redirect_uri"].removeprefix(self.url))
            assert (on.status_code, on.headers["Location"]) == (303, "/s/essays")
            assert browser.get("/s/essays").status_code == 200
        self._plant(number, address, request, back["redirect_uri"], sent, wallet)

    def look_through(self, kept: dict[str, bytes]) -> None:
        """Find nothing: of every proof as it was sent, and of every tenth in whatever spelling."""
        for name, value in self.planted.items():
            spellings = {value.encode(), _unhexed(value)}
            found = [
                where for where, kept_there in kept.items() if any(each in kept_there for each in spellings)
            ]
            assert not found, f"{name} in {found}"
        look(kept, {name: value for name, value in self.planted.items() if name.endswith(("7", "serial"))})

    def _plant(
        self, number: int, address: str, request: str, back: str, sent: dict[str, str], wallet: TestWallet
    ) -> None:
        asked = parse_qs(urlsplit(request).query)
        x = wallet.key.public_key().public_numbers().x
        proof = json.loads(sent["vp_token"])["proof_of_age"][0]
        self.planted |= {
            f"address {number}": address,
            f"browser {number}": f"Browser-of-{number}",
            f"nonce {number}": asked["nonce"][0],
            f"state {number}": asked["state"][0],
            f"code {number}": back.partition("response_code=")[2],
            f"device key {number}": x.to_bytes(32, "big").hex(),
            f"proof {number}": proof[400:460],
        }


def _unhexed(value: str) -> bytes:
    try:
        return bytes.fromhex(value)
    except ValueError:
        return value.encode()


def _token(page: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return {"csrf_token": found[1]}


@pytest.fixture
def place(
    request: pytest.FixtureRequest, tmp_path: Path, settings: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """The place on either database; its server does not run yet."""
    data_dir = tmp_path / "data"
    data_dir.mkdir(mode=0o700)
    url = f"sqlite:///{data_dir / 'alcove.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgresql")()
    (tmp_path / "age.toml").write_text(POLICY)
    app = install(url, data_dir).app
    cast = assemble(app)
    issuer = TestIssuer(clock.now(), serial="serial-of-every-attestation")
    with app.app_context(), writing():
        a_space()
        trust(issuer, "eu_av")
        db.session.commit()
    environment = {
        **settings,
        "ALCOVE_SECRET_KEY": SECRET,
        "ALCOVE_DATABASE_URL": url,
        "ALCOVE_BASE_URL": f"http://127.0.0.1:{settings['PORT']}",
        "ALCOVE_AGE_POLICY": str(tmp_path / "age.toml"),
        "ALCOVE_PROXIES": "1",
        "ALCOVE_LOG_LEVEL": "debug",
        "ALCOVE_LOG_REQUESTS": "1",
    }
    yield Place(app, [cast.ada, cast.mira, cast.otto], environment, issuer, {"serial": issuer.serial})
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("place", DATABASES, indirect=True)
def test_a_hundred_proofs_leave_nothing(place: Place, start: Callable[..., subprocess.Popen[str]]) -> None:
    server = start(place.environment, prepared=False)
    assert get(server, place.environment["PORT"], "/healthz") == 200
    log: list[str] = []
    reader = threading.Thread(target=lambda: log.extend(server.stdout or ()))  # else it waits to be read
    reader.start()
    for number in range(PROOFS):
        place.prove(number, place.members[number] if number < len(place.members) else None)
    place.look_through({**files(place.app), **rows(place.app)})
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=PATIENCE)
    reader.join(timeout=PATIENCE)
    said = "".join(log).encode()
    assert said.count(b"agegate.come_back") == PROOFS, "it does say something"
    place.look_through({"web": said, **files(place.app)})
    _check_what_is_kept(place)


def _check_what_is_kept(place: Place) -> None:
    assert {column.key for column in AgeAnswer.__table__.columns} == KEPT
    with place.app.app_context():
        ids = [member.account_id for member in place.members]
        answers = db.session.scalars(select(AgeAnswer).where(AgeAnswer.account_id.in_(ids))).all()
    assert len(answers) == len(ids)
    for answer in answers:
        assert (answer.level, answer.method, answer.policy_version) == (2, "eu_av", 4)
        assert answer.provider_key == provider_key(place.issuer.anchor)
        assert answer.answered_on == clock.today()
