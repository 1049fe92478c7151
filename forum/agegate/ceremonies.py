"""A ceremony: the few minutes in which somebody proves their age, and what its answer must fit.

All that a method needs is derived from the ceremony's state, so that nothing of it has to be stored.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric import ec
from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from forum.access import Viewer
from forum.lib import keys

LIFETIME = timedelta(seconds=300)  # TRUST: a ceremony is at most 300 s old
STATE_BYTES = 16  # 128 bits cannot be guessed
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5


class Way(StrEnum):
    """How the one who vouches is reached."""

    HERE = "here"  # an app on this device
    PHONE = "phone"  # an app on another device, by a QR code
    BROWSER = "browser"  # this browser asks the device's wallet
    SITE = "site"  # another site


APPS = (Way.HERE, Way.PHONE)  # which send their answer themselves; else the browser that began brings it
BROUGHT = (Way.BROWSER, Way.SITE)


@dataclass(frozen=True)
class Ceremony:
    """One attempt to prove one's age by a method and a way."""

    method: str
    way: Way
    state: str

    @property
    def nonce(self) -> str:
        """What the answer must be made for."""
        return keys.digest("age ceremony: nonce", self.state)

    @property
    def verifier(self) -> str:
        """The secret half of a code challenge (RFC 7636)."""
        return keys.digest("age ceremony: verifier", self.state)

    @property
    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """The key that a browser's answer is encrypted for."""
        number = int(keys.digest("age ceremony: private key", self.state), 16)
        return ec.derive_private_key(number % (P256_ORDER - 1) + 1, ec.SECP256R1())

    @property
    def answer_address(self) -> str:
        """Where an app sends its answer."""
        return f"{_base()}/age/with/{self.method}/answer"

    @property
    def return_address(self) -> str:
        """Where a browser comes back to."""
        return f"{_base()}/age/with/{self.method}/back"


@dataclass(frozen=True)
class Begun:
    """What the browser that began a ceremony carries until it ends, in a signed cookie and nowhere else."""

    ceremony: Ceremony
    browser: str
    next_path: str
    is_remembered: bool

    def packed(self) -> str:
        """As the cookie's value."""
        one = self.ceremony
        return _signer().dumps(
            [one.method, one.way, one.state, self.browser, self.next_path, self.is_remembered]
        )


def unpacked(value: str) -> Begun | None:
    """What a cookie says; None if it is not ours, or too old."""
    try:
        method, way, state, browser, next_path, is_remembered = _signer().loads(
            value, max_age=int(LIFETIME.total_seconds())
        )
    except BadSignature:
        return None
    return Begun(Ceremony(method, Way(way), state), browser, next_path, is_remembered)


def digest(secret: str) -> str:
    """What is stored of a ceremony's secrets."""
    return keys.digest("age ceremony: secret", secret)


def browser_digest(viewer: Viewer, browser: str) -> str:
    """What is stored of the browser that began, and of whom it was signed in as: both must be the same."""
    return digest(f"{browser} {viewer.account_id or 'nobody'}")


def _base() -> str:
    return str(current_app.config["BASE_URL"])


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(keys.derive("age ceremony: cookie"))
