"""The visitor's answer: a signed cookie that holds level, policy version and expiry day, no more."""

import hashlib
from datetime import date, timedelta

from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.agegate import policy
from forum.lib import clock, keys
from forum.web import cookies

LONGEST = 100  # a real one has about 50 characters


def level(raw: str) -> AgeLevel:
    """The age level that a cookie's value proves; forged, foreign or expired ones prove none."""
    if not raw or len(raw) > LONGEST:
        return AgeLevel.NONE
    try:
        number, version, day = _signer().unsign(raw).decode().split("_")
        return policy.level_of(int(number), int(version), date.fromisoformat(day), clock.today())
    except (BadSignature, ValueError):
        return AgeLevel.NONE


def remember(response: Response, level: AgeLevel, *, on_this_device: bool) -> None:
    """Give the browser its answer to keep: until it closes, or 30 days where that was ticked."""
    day = policy.expiry(clock.today(), on_this_device)
    value = _signer().sign(f"{int(level)}_{policy.POLICY_VERSION}_{day.isoformat()}").decode()
    lifetime = timedelta(days=policy.REMEMBERED_DAYS) if on_this_device else None
    cookies.put(response, "age", value, lifetime)


def _signer() -> Signer:
    return Signer(keys.derive("age cookie"), sep=".", digest_method=hashlib.sha256)
