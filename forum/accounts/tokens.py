"""What a browser holds to be known again, and under what names and tokens are found in the tables."""

import secrets

from forum.lib import keys

BYTES = 32  # twice the 128 bits that nobody guesses
LONGEST = 100  # a real one has 43 characters


def new_token() -> str:
    """A token for a session's cookie."""
    return secrets.token_urlsafe(BYTES)


def digest(token: str) -> str:
    """What is stored of a session's token."""
    return keys.digest("session token", token)


def sign_in_digest(key: str) -> str:
    """What is stored of a sign-in name, given as `names.sign_in_key` makes it."""
    return keys.digest("sign-in name", key)
