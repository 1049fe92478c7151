"""Passwords: which ones are good enough, and how they are kept (Argon2id over a pepper)."""

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l

from forum.lib import keys
from forum.lib.refusal import Refusal

SHORTEST = 15  # NIST SP 800-63B-4, for a password that is the only factor
SHORTEST_OF_TWO = 8  # the same, where one-time codes are asked for as well
LONGEST = 1024  # beyond this only the server's time is meant
LEAST_FREE = 8  # what must be left when names, known words, runs and repeats are taken out
AT_ONCE = 2  # each takes 19 MiB; the others wait their turn
LONGEST_REPEAT = 80  # a longer password than this may repeat itself

# Words that most long passwords of leaked lists are made of, and the rows of common keyboards.
KNOWN_WORDS = Path(__file__).with_name("words") / "known_passwords.txt"
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm")

SENTENCES = {
    "too_short": _l(
        "A password has at least 15 characters. Four or five words that only you would put "
        "together are easy to remember."
    ),
    "too_short_of_two": _l("A password has at least 8 characters, even with one-time codes."),
    "too_long": _l("A password has at most 1024 characters."),
    "names": _l("This is too close to a name of yours or of this place. Please choose another."),
    "guessable": _l(
        "This is easy to guess: it is made of well-known words, rows of keys or repeats. "
        "Please choose something only you would think of."
    ),
}


class PasswordRefused(Refusal):
    """A password that will not do; `code` says why and `sentence` says it to a person."""

    field = "password"

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = SENTENCES[code]


@dataclass(frozen=True)
class Cost:
    """What one guess costs: OWASP's second choice; the library's own takes half a second here."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Guess:
    """Whether a password fits what was stored when it was compared; `renewed` is to be stored instead."""

    stored: str | None
    fits: bool
    renewed: str | None = None


_cost = Cost()
_turns = threading.BoundedSemaphore(AT_ONCE)


def use(cost: Cost) -> None:
    """Set what a guess costs from now on; older hashes are renewed at the next sign-in."""
    global _cost
    _cost = cost


def check(password: str, names: Iterable[str] = (), *, is_one_of_two: bool = False) -> None:
    """Raise PasswordRefused where a password is too short, too long or too easy to guess.

    No rule asks for digits or signs. Taken out, in order: own names and the site's · known words ·
    runs and rows of keys · repeats. Fewer than LEAST_FREE characters left means refused.
    """
    plain = _normal(password)
    if len(plain) < (SHORTEST_OF_TWO if is_one_of_two else SHORTEST):
        raise PasswordRefused("too_short_of_two" if is_one_of_two else "too_short")
    if len(password) > LONGEST or len(plain) > LONGEST:
        raise PasswordRefused("too_long")
    folded = plain.casefold()
    without_names = _without(folded, names)
    if len(_free(without_names)) < LEAST_FREE <= len(_free(folded)):
        raise PasswordRefused("names")
    if len(_free(_without(without_names, _known_words()))) < LEAST_FREE:
        raise PasswordRefused("guessable")


def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    with _turns:
        return _hasher(_cost).hash(_peppered(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits; without a stored hash: no, after the same work."""
    with _turns:
        try:
            _hasher(_cost).verify(stored or _dummy(_cost), _peppered(password))
        except (VerificationError, InvalidHashError):
            return False
    return bool(stored)


def is_short(password: str) -> bool:
    """Whether a password is too short to be the only factor."""
    return len(_normal(password)) < SHORTEST


def guess(stored: str | None, password: str) -> Guess:
    """Compare a password with what is stored, and hash it anew where that was done at another cost."""
    fits = verify(stored, password)
    outdated = fits and stored is not None and needs_rehash(stored)
    return Guess(stored, fits, hash_password(password) if outdated else None)


def needs_rehash(stored: str) -> bool:
    """Whether a hash was made at another cost than today's."""
    return _hasher(_cost).check_needs_rehash(stored)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password[: LONGEST + 1])


def _peppered(password: str) -> str:
    """A keyed digest: stolen hashes cannot be guessed without the secret outside the database."""
    return keys.digest("password pepper", _normal(password))


@cache
def _hasher(cost: Cost) -> PasswordHasher:
    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@cache
def _dummy(cost: Cost) -> str:
    return _hasher(cost).hash("nobody's password")


def _without(text: str, words: Iterable[str]) -> str:
    """A text without the given words, however often they stand in it; longer words first."""
    folded = {_normal(word).casefold() for word in words}
    for word in sorted(folded, key=len, reverse=True):
        if len(word) >= 3:
            text = text.replace(word, "")
    return text


def _free(text: str) -> str:
    """The characters that do not follow from those before: no runs, no rows of keys, no repeats."""
    kept = text[:1] + "".join(b for a, b in pairwise(text) if not _follows(a, b))
    for length in range(1, len(kept) // 2 + 1):
        if len(kept) < LONGEST_REPEAT and kept == (kept[:length] * len(kept))[: len(kept)]:
            return kept[:length]
    return kept if len(set(kept)) > 4 else "".join(sorted(set(kept)))


def _follows(first: str, second: str) -> bool:
    """Whether a character is the one before again, its neighbour in order, or the next key."""
    if abs(ord(second) - ord(first)) <= 1:
        return True
    pair = first + second
    return any(pair in row or pair[::-1] in row for row in ROWS)


@cache
def _known_words() -> frozenset[str]:
    return frozenset(KNOWN_WORDS.read_text("utf-8").split())
