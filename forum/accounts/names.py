"""Which pen names and sign-in names can be had, how they are kept, and why others are refused."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from flask_babel import lazy_gettext as _l
from precis_i18n import get_profile

from forum.accounts import scripts
from forum.accounts.scripts import SEPARATORS
from forum.lib.refusal import Refusal

WORDS = Path(__file__).with_name("words")

SHORTEST_PEN_NAME = 3
LONGEST_PEN_NAME = 20
SHORTEST_SIGN_IN_NAME = 3
LONGEST_SIGN_IN_NAME = 64
LONGEST_TYPED = 200  # what is looked at closely; one character can unfold into eighteen
LONGEST_SKELETON = 120  # the column; no name of twenty ordinary characters comes near it

# Names that would speak for the house, for the software, or for nobody.
RESERVED = WORDS / "reserved_names.txt"

# What stands where somebody has taken their name from a text; reserved, and the same ornament for all.
NOBODY = "somebody"
NOBODYS_SEED = "0" * 16

SENTENCES = {
    "too_short": _l("A pen name has at least 3 characters."),
    "too_long": _l("A pen name has at most 20 characters."),
    "characters": _l(
        "A pen name is made of letters and digits, with - _ or . between them. "
        "Please leave out spaces, symbols and emoji."
    ),
    "ends": _l("Please use - _ and . only between letters or digits, one at a time."),
    "no_letter": _l("A pen name needs at least one letter."),
    "scripts": _l("Please keep to one alphabet: letters of several can look alike and be mistaken."),
    "digits": _l("Please use digits of one kind only."),
    "marks": _l("There are too many accents on one letter here."),
    "direction": _l("This mixes writing from left to right with writing from right to left."),
    "reserved": _l("This name is kept for the house. Please choose another."),
    "taken": _l("This name is taken, or looks too much like one that is. Please choose another."),
    "sign_in_length": _l("A sign-in name has 3 to 64 characters."),
    "sign_in_characters": _l(
        "This holds a character that cannot be seen. Please type the sign-in name anew."
    ),
    "sign_in_taken": _l("This sign-in name cannot be used. Please choose another; nobody else will see it."),
    "sign_in_same": _l(
        "Your sign-in name must differ from your pen name. Everybody sees the pen name; "
        "a sign-in name that nobody can guess keeps others from trying to get in."
    ),
}


class NameRefused(Refusal):
    """A name that cannot be had; `code` says why and `sentence` says it to a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.field = "sign_in_name" if code.startswith("sign_in") else "pen_name"
        self.said = SENTENCES[code]


@dataclass(frozen=True)
class Name:
    """A pen name as shown, as looked up (case makes no difference), and as it looks."""

    shown: str
    key: str
    skeleton: str


def pen_name(typed: str, also_reserved: Iterable[str] = ()) -> Name:
    """The pen name that somebody typed; raises NameRefused.

    Cases, in order: too short or long · a character that is no letter, mark, digit or separator ·
    separators at an end or doubled · no letter · several alphabets · several kinds of digits · too
    many accents · forbidden by PRECIS (RFC 8265: unseen or obsolete characters, mixed directions) ·
    looks like a reserved name.
    """
    shown = _normal(typed)
    _check_length(shown)
    _check_characters(shown)
    _check_look(shown)
    _check_profile(shown)
    skeleton = scripts.skeleton(shown)
    if not skeleton or len(skeleton) > LONGEST_SKELETON:
        raise NameRefused("characters")
    if skeleton in _reserved() or skeleton in {scripts.skeleton(name) for name in also_reserved}:
        raise NameRefused("reserved")
    return Name(shown, pen_name_key(shown), skeleton)


def pen_name_key(typed: str) -> str:
    """What a pen name is looked up by, however it is written; never raises."""
    return _normal(_normal(typed).casefold())


def sign_in_name(typed: str) -> str:
    """What a new sign-in name is looked up by; raises NameRefused."""
    key = sign_in_key(typed)
    if len(typed) > LONGEST_TYPED or not (SHORTEST_SIGN_IN_NAME <= len(key) <= LONGEST_SIGN_IN_NAME):
        raise NameRefused("sign_in_length")
    if not key.isprintable():
        raise NameRefused("sign_in_characters")
    return key


def sign_in_key(typed: str) -> str:
    """What a sign-in name is looked up by, whatever its case, width and blanks; never raises."""
    return " ".join(_normal(_normal(typed).casefold()).split())


def check_apart(key: str, name: Name) -> None:
    """Refuse a sign-in name that the public pen name would give away."""
    if scripts.skeleton(key.replace(" ", "")) == name.skeleton:
        raise NameRefused("sign_in_same")


def _normal(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed[:LONGEST_TYPED].strip())


def _check_length(shown: str) -> None:
    if len(shown) < SHORTEST_PEN_NAME:
        raise NameRefused("too_short")
    if len(shown) > LONGEST_PEN_NAME:
        raise NameRefused("too_long")


def _check_characters(shown: str) -> None:
    for character in shown:
        kind = unicodedata.category(character)
        if kind[0] != "L" and kind not in {"Mn", "Mc", "Nd"} and character not in SEPARATORS:
            raise NameRefused("characters")
    inside = shown[0] not in SEPARATORS and shown[-1] not in SEPARATORS
    if not inside or any(a in SEPARATORS and b in SEPARATORS for a, b in pairwise(shown)):
        raise NameRefused("ends")


def _check_look(shown: str) -> None:
    if not scripts.scripts("".join(c for c in shown if c.isalpha())):
        raise NameRefused("no_letter")
    if not scripts.is_one_script(shown):
        raise NameRefused("scripts")
    if not scripts.is_one_number_system(shown):
        raise NameRefused("digits")
    if scripts.has_piled_marks(shown):
        raise NameRefused("marks")


def _check_profile(shown: str) -> None:
    try:
        kept: str = get_profile("UsernameCasePreserved").enforce(shown)
    except UnicodeEncodeError as error:
        code = "direction" if "bidi" in error.reason else "characters"
        raise NameRefused(code) from error
    if kept != shown:
        raise NameRefused("characters")


@cache
def _reserved() -> frozenset[str]:
    return frozenset(scripts.skeleton(name) for name in RESERVED.read_text("utf-8").split())
