"""One-time codes from an app on one's phone (TOTP, RFC 6238); each counts once."""

import hmac
from datetime import datetime

from forum.lib import keys

STEP = 30  # seconds that a code is shown for; what every app assumes
AROUND = (0, -1, 1)  # clocks of phones go wrong by half a minute, and people type slowly
LONGEST_TYPED = 40
PURPOSE = "one-time codes"


def new_secret() -> str:
    """A secret of 160 bits, in the base32 that apps take."""
    import pyotp

    return pyotp.random_base32()


def seal(secret: str) -> bytes:
    """What is stored of a secret."""
    return keys.seal(PURPOSE, secret)


def unseal(sealed: bytes) -> str:
    """The secret that was stored."""
    return keys.unseal(PURPOSE, sealed)


def address(secret: str, label: str) -> str:
    """The otpauth address that an app reads; the label is all that the phone will show."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=label)


def fitting_step(secret: str, typed: str, now: datetime, last_step: int) -> int | None:
    """The step whose code was typed, if it came after the last one that counted; else None."""
    import pyotp

    given = "".join(character for character in typed[:LONGEST_TYPED] if character.isdigit())
    if not given.isascii():
        return None
    present = int(now.timestamp()) // STEP
    codes = pyotp.TOTP(secret)
    for step in (present + offset for offset in AROUND):
        if step > last_step and hmac.compare_digest(codes.at(step * STEP), given):
            return step
    return None
