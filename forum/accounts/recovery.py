"""The recovery code: the way back in for somebody who forgot a password, without any e-mail."""

import hmac
import secrets

from forum.lib import keys

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base32 without I, L, O, U (Crockford's)
LENGTH = 28  # seven whole groups: 140 bits, more than the 128 that nobody guesses
GROUP = 4
LONGEST_TYPED = 200
_READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
PURPOSE = "recovery code"


def new_code() -> str:
    """A new code, as it is shown: "7K2M-Q0ZD-…"."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(drawn[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def parse(typed: str) -> str | None:
    """The characters of a code however it was copied, or None where it cannot be one."""
    compact = "".join(c for c in typed[:LONGEST_TYPED].upper() if c.isalnum())
    compact = compact.translate(_READ_AS)
    if len(compact) != LENGTH or not set(compact) <= set(ALPHABET):
        return None
    return compact


def digest(code: str) -> str:
    """What is stored of a code; raises ValueError where it cannot be one."""
    compact = parse(code)
    if compact is None:
        raise ValueError("not a recovery code")
    return keys.digest(PURPOSE, compact)


def matches(typed: str, stored: str | None) -> bool:
    """Whether what was typed is the stored code; takes as long when there is none to compare."""
    given, of_nobody = keys.digest(PURPOSE, parse(typed) or ""), keys.digest(PURPOSE, "no account")
    return hmac.compare_digest(given, stored or of_nobody)
