"""Mentions: where "@pen-name" stands in a run of text, whoever may or may not have that name."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from forum.markup.guards import MAX_LINKS, MAX_MENTIONS

SHORTEST: Final = 3  # the bounds of a pen name
LONGEST: Final = 20
SEPARATORS = "-_."

# An "@" after a letter or within an address is part of it: "me@example.org", "x.org/@name".
_OPENING = re.compile(r"(?<![\w@/+\\])@(?=[^\W_])")
# No text can make this but by a mention: other links have no class, and other quotes are escaped.
_MENTION = re.compile(r'<a class="mention" href="/u/([^"]+)">')
# In source a mark may stand before it: "_@ada_" is "@ada" with emphasis.
_OPENING_IN_SOURCE = re.compile(r"(?<![^\W_])(?<![@/+])@(?=[^\W_])")
_ESCAPED = re.compile(r"\\([-_.])")
_PATH = re.compile(r"/u/[\w.%~-]{3,400}", re.ASCII)


class Mentions:
    """Finds the names of one text, run by run, and remembers those that it found."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}
        self._places = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Return each name once, as typed, in the order of the text."""
        return tuple(self._names)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield start, end and name of each mention in a run of text."""
        if "@" not in text:
            return
        for found in _OPENING.finditer(text):
            name = _name_at(text, found.end())
            if not name or self._places >= MAX_LINKS:
                continue
            if name in self._names or len(self._names) < MAX_MENTIONS:
                self._names[name] = None
                self._places += 1
                yield found.start(), found.end() + len(name), name


def renamed(source: str, is_meant: Callable[[str], bool], new: str) -> str:
    """Return a source with `new` instead of the mentions of one name; where they stand as code, too."""
    pieces, done = [], 0
    for found in _OPENING_IN_SOURCE.finditer(source):
        start = end = found.end()
        run = _ESCAPED.sub(r"\1", source[start : start + 3 * LONGEST])  # "@ada\_b" is "ada_b"
        name = _name_at(run, 0)
        if start < done or not name or not is_meant(name):
            continue
        for character in name:
            end = source.index(character, end) + 1
        pieces += [source[done : start - 1], new]
        done = end
    return "".join(pieces) + source[done:]


def path_of(name: str) -> str:
    """Return the address of the person whose pen name this is."""
    return "/u/" + quote(name, safe="")


def names_in(html: str) -> tuple[str, ...]:
    """Return the names that a rendered text mentions, as `render` returned them when it was made."""
    return tuple(dict.fromkeys(unquote(found) for found in _MENTION.findall(html)))


def is_path(address: str) -> bool:
    """Say whether this whole text is an address that `path_of` makes."""
    return _PATH.fullmatch(address) is not None


def _name_at(text: str, start: int) -> str:
    """Return the pen name that begins at `start`, or nothing where none of valid length does.

    Letters, their marks (without which half of Asia has no names) and digits, with single
    separators between them: "@ada." at a sentence's end is "ada".
    """
    end = at = start
    while at < len(text) and at - start <= LONGEST + 1:
        if _is_name_character(text[at]):
            at += 1
            end = at
        elif text[at] in SEPARATORS and end == at:
            at += 1
        else:
            break
    if text[end : end + 1] == "@" or not SHORTEST <= end - start <= LONGEST:
        return ""  # "@name@elsewhere.example" is somebody at another place
    return text[start:end]


def _is_name_character(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"
