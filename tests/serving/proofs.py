"""A hundred people prove their age on a real server, in each way; what they showed is noted."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape

import cbor2
from cryptography import x509
from flask import Flask

from forum.accounts.actions._open_session import open_for
from forum.accounts.models import Account
from forum.agegate.ceremonies import Begun, Ceremony, Way, unpacked
from forum.agegate.mdoc.issuer import provider_key
from forum.agegate.methods.wallet import EU_AV
from forum.agegate.oidc.client import KEY_DIGITS
from forum.agegate.oidc.provider import discover
from forum.agegate.trust.models import TrustList
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.oidc.provider import agree
from tests.agegate.wallet import TestIssuer, TestWallet, trust
from tests.cast import Person
from tests.serving.browser import AGENT, Browser

EVERYBODY = 100
WAYS = (Way.HERE, Way.PHONE, Way.BROWSER, Way.SITE)


@dataclass
class Noting(TestWallet):
    """An app that notes what it has shown."""

    shown: bytes = b""

    def present(self, transcript: list[object]) -> bytes:
        """What the app shows in a session."""
        self.shown = super().present(transcript)
        return self.shown


@dataclass
class Crowd:
    """Who proves their age on a server, and what must not be found of it."""

    app: Flask
    url: str
    members: tuple[Person, ...]
    planted: dict[str, str | bytes] = field(default_factory=dict)
    vouching: set[str] = field(default_factory=set)  # whose keys may be kept

    def __post_init__(self) -> None:
        self._issuer = TestIssuer(clock.now())
        self._port = self.url.rpartition(":")[2]
        self._provings: dict[Way, Callable[[int, Browser, Begun, str], str]] = {
            Way.HERE: self._by_app_here,
            Way.PHONE: self._by_phone,
            Way.BROWSER: self._by_browser,
            Way.SITE: self._by_site,
        }

    def trust(self, site: str) -> None:
        """Have the place trust the issuer of all apps, and a provider as it describes itself."""
        self.vouching = {provider_key(self._issuer.anchor), sha256(site.encode()).hexdigest()[:KEY_DIGITS]}
        _count, description = discover(site)
        with self.app.app_context(), writing():
            trust(self._issuer, EU_AV.key)
            provider = TrustList(method="oidc_age", body=description, count=2, refreshed_at=clock.now())
            db.session.add(provider)
            db.session.commit()

    def prove_all(self) -> None:
        """Have everybody come, as visitors and as members in turn, by each way."""
        self.planted["agent"] = AGENT
        for number in range(EVERYBODY):
            self._prove(number, WAYS[number % len(WAYS)])

    def _prove(self, number: int, way: Way) -> None:
        address = f"203.0.113.{number + 100}"
        browser = Browser(self._port, address=address)
        if number // len(WAYS) % 2:
            self._sign_in(browser, self.members[number % len(self.members)])
        key = "oidc_age" if way is Way.SITE else EU_AV.key
        page = browser.do(f"/age/with/{key}/begin", f"/age/with/{key}", way=way, next="/s/essays")
        with self.app.app_context():
            begun = unpacked(browser.cookies["step"])
            assert begun
            back = self._provings[way](number, browser, begun, page)
        self._note(number, address=address, browser=begun.browser)
        self._note_ceremony(number, begun.ceremony)
        assert back == "/s/essays"
        assert browser.ask("/")[0] == 200, "whoever has proved it reads"
        for at, secret in enumerate(sorted(browser.secrets)):
            self._note(number, **{f"token {at}": secret})

    def _sign_in(self, browser: Browser, person: Person) -> None:
        with self.app.app_context(), writing():
            token = open_for(db.session.get_one(Account, person.account_id), has_second_factor=True).token
            db.session.commit()
        browser.cookies["id"] = token
        browser.secrets.add(token)

    def _by_app_here(self, number: int, browser: Browser, begun: Begun, page: str) -> str:
        said = self._answer(number, EU_AV.start(begun.ceremony))
        way_back = said["redirect_uri"].removeprefix(self.url)
        self._note(number, code=way_back.rpartition("=")[2])
        assert browser.ask(way_back)[0] == 303
        return browser.location

    def _by_phone(self, number: int, browser: Browser, begun: Begun, page: str) -> str:
        assert self._answer(number, EU_AV.start(begun.ceremony)) == {}
        return browser.do("/age/with/eu_av/go-on", "/age/with/eu_av", answer="")

    def _by_browser(self, number: int, browser: Browser, begun: Begun, page: str) -> str:
        wallet = self._wallet(number)
        answer = wallet.answer_browser(json.loads(EU_AV.start(begun.ceremony)), self.url)
        self._note_shown(number, wallet)
        self._note(number, answer=answer)
        return browser.do("/age/with/eu_av/go-on", "/age/with/eu_av", answer=answer)

    def _by_site(self, number: int, browser: Browser, begun: Begun, page: str) -> str:
        there = re.search(r'href="(http://127[^"]+/authorization_endpoint[^"]+)"', page)
        assert there, page
        way_back = agree(unescape(there[1]))
        code = re.search(r"[?&]code=([^&]+)", way_back)
        assert code
        self._note(number, code=code[1])
        assert browser.ask(way_back)[0] == 303
        return browser.location

    def _wallet(self, number: int) -> Noting:
        self._issuer.serial = f"serial-{number}-of-an-attestation"
        return Noting(self._issuer)

    def _answer(self, number: int, request: str) -> dict[str, str]:
        """What an app is told that answers from a network of its own."""
        wallet, address = self._wallet(number), f"198.51.100.{number + 100}"
        sent = wallet.respond(request)
        status, said = Browser(self._port, address=address).ask("/age/with/eu_av/answer", **sent)
        assert status == 200, said
        self._note_shown(number, wallet)
        self._note(number, **{"app's address": address, "vp_token": sent["vp_token"]})
        answer: dict[str, str] = json.loads(said)
        return answer

    def _note(self, number: int, **secrets: str | bytes) -> None:
        self.planted |= {f"{name} of {number}": value for name, value in secrets.items()}

    def _note_ceremony(self, number: int, one: Ceremony) -> None:
        with self.app.app_context():
            private = one.private_key.private_numbers().private_value.to_bytes(32, "big")
            self._note(number, state=one.state, nonce=one.nonce, verifier=one.verifier, key=private)
            self._note(number, **{"bytes of state": bytes.fromhex(one.state)})
            self._note(number, **{"bytes of nonce": bytes.fromhex(one.nonce)})

    def _note_shown(self, number: int, wallet: Noting) -> None:
        """The parts of an attestation, each of which would tell one person from all others."""
        [document] = cbor2.loads(wallet.shown)["documents"]
        issued = document["issuerSigned"]
        _protected, unprotected, payload, signature = issued["issuerAuth"]
        statement = cbor2.loads(cbor2.loads(payload).value)
        assert statement["serial"] == self._issuer.serial
        [item] = issued["nameSpaces"][wallet.profile.namespace]
        [digest] = statement["valueDigests"][wallet.profile.namespace].values()
        device = wallet.key.public_key().public_numbers()
        signer = x509.load_der_x509_certificate(unprotected[33])
        parts = {
            "serial": statement["serial"],
            "x": device.x.to_bytes(32, "big"),
            "y": device.y.to_bytes(32, "big"),
            "salt": cbor2.loads(item.value)["random"],
            "digest": digest,
            "payload": payload,
            "issuer's signature": signature,
            "device's signature": document["deviceSigned"]["deviceAuth"]["deviceSignature"][3],
            "certificate": unprotected[33],
            "certificate's number": signer.serial_number.to_bytes(20, "big").lstrip(b"\0"),
        }
        self._note(number, **parts)
