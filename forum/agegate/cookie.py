"""The visitor's answer: a signed cookie that holds level, policy version and expiry day, no more."""

import hashlib
from datetime import date, timedelta

from itsdangerous import BadSignature, Signer
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.agegate import policy, policy_file
from forum.lib import clock, keys
from forum.web import cookies

LONGEST = 100  # a real one has about 50 characters


def level(raw: str) -> AgeLevel:
    """The age level that a cookie's value proves; forged, foreign or expired ones prove none."""
    if not raw or len(raw) > LONGEST:
        return AgeLevel.NONE
    try:
        number, version, day = _signer().unsign(raw).decode().split("_")
        answer = policy.Answer(int(number), int(version), date.fromisoformat(day))
    except (BadSignature, ValueError):
        return AgeLevel.NONE
    return policy.worth(policy_file.in_force(), answer, clock.today())


def remember(response: Response, level: AgeLevel, *, on_this_device: bool) -> None:
    """Give the browser its answer to keep: until it closes, or 30 days where that was ticked."""
    day = policy.expiry(clock.today(), on_this_device)
    version = policy_file.in_force().version
    value = _signer().sign(f"{int(level)}_{version}_{day.isoformat()}").decode()
    lifetime = timedelta(days=policy.REMEMBERED_DAYS) if on_this_device else None
    cookies.put(response, "age", value, lifetime)


def _signer() -> Signer:
    return Signer(keys.derive("age cookie"), sep=".", digest_method=hashlib.sha256)
