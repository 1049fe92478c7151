"""The pen name of somebody who wrote on the old blog: as it stood there, as far as is safe here."""

import unicodedata
from collections.abc import Iterator
from functools import cache

from forum.accounts import names, scripts
from forum.accounts.names import LONGEST_SKELETON, Name, NameRefused

LONGEST_SHOWN = 40  # blogs allow any length; a line of a page does not
LONGEST_KEY = 60  # the column
NO_NAME = "Anonymous"
JOINER = "\u200d"
# These speak for nobody: a pen name that nobody can sign in with may have them.
NOBODYS = frozenset({"anonymous", "anon", "guest", "visitor", "nobody", "somebody", "unknown"})


def possible_names(author: str) -> Iterator[Name]:
    """The author's name and, should it be taken, the same name with -2, -3 and so on."""
    shown = _shown(author)
    first = _name(shown)
    if not _is_reserved(first):
        yield first
    number = 2
    while True:
        yield _name(f"{shown}-{number}")
        number += 1


def _shown(author: str) -> str:
    """The name on one line, without what cannot be seen, and never an e-mail address.

    Blogs allowed blanks, symbols and emoji; our rules for new names do not, but an imported name is
    nobody's yet, and a conversation in which people have other names is another conversation.
    """
    name, at, domain = author.partition("@")
    if name.strip() and at and "." in domain and " " not in domain.strip():
        author = name
    visible = "".join(_kept(author))
    shown = " ".join(visible.replace("/", "\u2215").replace("\\", "\u2216").split())
    while _is_too_long(shown):
        shown = shown[:-1]
    shown = unicodedata.normalize("NFC", shown.strip())
    return shown if _skeleton(shown) else NO_NAME


def _is_too_long(shown: str) -> bool:
    room = len("-99999")  # for a number, should the name be taken
    return (
        len(shown) > LONGEST_SHOWN
        or len(names.pen_name_key(shown)) > LONGEST_KEY - room
        or len(_skeleton(shown)) > LONGEST_SKELETON - room
    )


def _kept(author: str) -> Iterator[str]:
    before = ""
    for character in author:
        kind = unicodedata.category(character)
        if kind[0] == "Z":
            yield " "
        elif kind[0] != "C" or (character == JOINER and _is_of_emoji(before)):
            yield character
        before = character


def _is_of_emoji(character: str) -> bool:
    return character == "\ufe0f" or unicodedata.category(character or " ") in ("So", "Sk")


def _name(shown: str) -> Name:
    try:
        return names.pen_name(shown)
    except NameRefused:
        return Name(shown, names.pen_name_key(shown), _skeleton(shown))


def _is_reserved(name: Name) -> bool:
    """Whether the name, or each of its words, would speak for the house, in whatever letters."""
    if name.key in NOBODYS:
        return False
    reserved = _reserved()
    return name.skeleton in reserved or all(_skeleton(word) in reserved for word in name.shown.split())


@cache
def _reserved() -> frozenset[str]:
    return frozenset(_skeleton(name) for name in names.RESERVED.read_text("utf-8").split())


def _skeleton(shown: str) -> str:
    """What the name looks like without blanks and marks of punctuation."""
    return scripts.skeleton("".join(c for c in shown if unicodedata.category(c)[0] in "LMNS"))
