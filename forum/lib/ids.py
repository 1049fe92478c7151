"""Random public ids: short, URL-safe, and telling nothing about order or number."""

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: ids are read aloud and copied by hand
LENGTH = 11  # 31**11 is 54 bits: one collision is expected after 10**8 rows
PATTERN = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")


def new_id() -> str:
    """A new random public id."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def is_id(text: str) -> bool:
    """Whether a text has the form of a public id; anything else need not be looked up."""
    return PATTERN.fullmatch(text) is not None
