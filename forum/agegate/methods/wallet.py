"""Proving one's age with an app that holds a signed attestation: OpenID for Verifiable Presentations 1.0.

An app on this or another device posts its answer (`direct_post`); a browser that knows the device's own
wallet gives it itself (W3C Digital Credentials, `org-iso-mdoc`). What is asked for is one element.
"""

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from flask_babel import gettext as _

from forum.agegate import mdoc
from forum.agegate.ceremonies import Ceremony, Way
from forum.agegate.mdoc import browser
from forum.agegate.methods.outcome import NotProved, Unreachable
from forum.agegate.trust import queries as trust
from forum.lib import clock

ASKED = "proof_of_age"
LONGEST = 100_000  # characters: 64 KiB in base64, and what is around them


@dataclass(frozen=True)
class Wallet:
    """A kind of attestation that apps hold, and how such an app is called."""

    key: str
    scheme: str
    profile: mdoc.Profile

    @property
    def title(self) -> str:
        """What people read of it."""
        return (
            _("An app that proves your age") if self.key == "eu_av" else _("A driving licence on your phone")
        )

    @property
    def explained(self) -> str:
        """Who learns what."""
        return _(
            "The app tells us one thing: that you are 18 or older, signed by whoever gave you the proof. We "
            "ask for nothing else, and whoever gave it to you does not learn that you showed it here."
        )

    @property
    def ways(self) -> tuple[Way, ...]:
        """An app here or on a phone, or whatever the browser knows."""
        return (Way.HERE, Way.PHONE, Way.BROWSER)

    def is_usable(self) -> bool:
        """Whether there is a list of whom to trust, and none too old."""
        return bool(trust.anchors(self.key))

    def start(self, ceremony: Ceremony) -> str:
        """The address that opens the app, or the request that a browser hands on."""
        if ceremony.way is Way.BROWSER:
            return json.dumps(browser.browser_request(self.profile, _bytes(ceremony), _public_key(ceremony)))
        asked = {
            "response_type": "vp_token",
            "response_mode": "direct_post",
            "client_id": _client_id(ceremony),
            "response_uri": ceremony.answer_address,
            "dcql_query": json.dumps(self._query(), separators=(",", ":")),
            "nonce": ceremony.nonce,
            "state": ceremony.state,
        }
        return f"{self.scheme}://?{urlencode(asked, quote_via=quote)}"

    def finish(self, ceremony: Ceremony, answer: Mapping[str, str]) -> str:
        """The key of whoever signed; raises NotProved, or Unreachable where that cannot be told."""
        anchors = trust.anchors(self.key)
        if "error" in answer or not anchors:  # the list has become too old since this was begun
            raise Unreachable
        try:
            if ceremony.way is Way.BROWSER:
                response, transcript = self._from_browser(ceremony, answer.get("answer", ""))
            else:
                response, transcript = _from_app(ceremony, answer.get("vp_token", ""))
            return mdoc.verify(response, transcript, self.profile, anchors, clock.now())
        except mdoc.Unproved as fault:
            raise NotProved(fault.reason) from fault

    def _query(self) -> dict[str, object]:
        claim = {"path": [self.profile.namespace, self.profile.element]}
        asked = {
            "id": ASKED,
            "format": "mso_mdoc",
            "meta": {"doctype_value": self.profile.doctype},
            "claims": [claim],
        }
        return {"credentials": [asked]}

    def _from_browser(self, ceremony: Ceremony, answer: str) -> tuple[bytes, bytes]:
        asked = browser.browser_request(self.profile, _bytes(ceremony), _public_key(ceremony))
        origin = _origin(str(current_app.config["BASE_URL"]))
        if len(answer) > LONGEST:
            raise NotProved("too long")
        return browser.open_browser_response(answer, ceremony.private_key, asked["encryptionInfo"], origin)


def _from_app(ceremony: Ceremony, token: str) -> tuple[bytes, bytes]:
    """The presentation that an app posted, and what its signature must cover."""
    if len(token) > LONGEST:
        raise NotProved("too long")
    try:
        [presentation] = json.loads(token)[ASKED]
        response = urlsafe_b64decode(presentation + "=" * (-len(presentation) % 4))
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error) as fault:
        raise NotProved("no presentation") from fault
    address = ceremony.answer_address
    return response, mdoc.openid4vp_transcript(_client_id(ceremony), ceremony.nonce, address)


def _origin(address: str) -> str:
    """Where a page is from as browsers write it: in small letters, without the usual port."""
    parts = urlsplit(address)
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in {None, usual} else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _client_id(ceremony: Ceremony) -> str:
    return f"redirect_uri:{ceremony.answer_address}"


def _bytes(ceremony: Ceremony) -> bytes:
    return bytes.fromhex(ceremony.nonce)


def _public_key(ceremony: Ceremony) -> ec.EllipticCurvePublicKey:
    return ceremony.private_key.public_key()


EU_AV = Wallet("eu_av", "av", mdoc.EU_AV)
MDL = Wallet("mdl", "openid4vp", mdoc.MDL)
