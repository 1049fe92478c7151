"""Links: which addresses may be linked at all, and how links and pictures are read in Markdown.

Only http and https leave this place. Mail addresses stay text: a link would open the reader's own
mail program, with the name they keep apart from this one. A picture becomes a link, so that no
reader's address reaches the host of an image.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element  # nosec B405 - builds, parses nothing

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from forum.markup.guards import MAX_ADDRESS, MAX_BRACKETS, MAX_DEFINITIONS, MAX_LABEL, MAX_LINKS

REL: Final = "nofollow ugc noopener noreferrer"

# A host of any script with no sign but ".-_:" in it (a user part, as in "https://bank.example@evil",
# deceives); after the host no backslash, quote or space.
_WEB_ADDRESS = re.compile(
    r"https?://((?:[\w.:-]|[^\s\x00-\xbf]){1,255})(?:[/?#][^\s\\<>\"`]*)?", re.IGNORECASE
)

# Bare addresses: the scheme must be typed ("main.py" is a file), and the last character is one
# that an address really ends with. LinkifyFilter then balances the brackets around it.
BARE_ADDRESS: Final = re.compile(
    rf"\(?\bhttps?://[^\s<>\"`“”«»\x02\x03]{{1,{MAX_ADDRESS}}}(?<![.,;:!?'’‘…*_~\]}}])", re.IGNORECASE
)

_BRACKET = re.compile(r"[\[\]]")
_DESTINATION = re.compile(
    rf"\([ \n]*(?:<([^<>\n]{{1,{MAX_ADDRESS}}})>|((?:[^\s()<>]|\([^\s()<>]*+\)){{1,{MAX_ADDRESS}}}))"
    r"(?:[ \n]+(?:\"([^\"]{0,300})\"|'([^']{0,300})'))?[ \n]*\)"
)
_NAME = re.compile(r" ?\[([^\[\]]{0,200})\]")
_DEFINITION = re.compile(
    rf" {{0,3}}\[([^\[\]^][^\[\]]{{0,199}})\]:[ \t]*<?([^\s<>]{{1,{MAX_ADDRESS}}})>?"
    r"(?:[ \t]+(?:\"([^\"]{0,300})\"|'([^']{0,300})'|\(([^()]{0,300})\)))?[ \t]*"
)
_PICTURE_IN_LABEL = re.compile(r"!\[([^\[\]]*)\]\([^\s()]*\)")
_ESCAPED = re.compile("\x02([0-9]+)\x03")


def is_web_address(address: str) -> bool:
    """Say whether this whole text is an address that may be linked."""
    return len(address) <= MAX_ADDRESS and _WEB_ADDRESS.fullmatch(address) is not None


def host_of(address: str) -> str:
    """Return the host that a web address names, to be shown where a link has no words."""
    found = _WEB_ADDRESS.fullmatch(address)
    return found.group(1) if found else address


class Definitions:
    """The named addresses of one text: `[name]: https://…` on a line of its own."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, str]] = {}

    def reset(self) -> None:
        """Forget the text before."""
        self._known.clear()

    def define(self, line: str) -> bool:
        """Keep what the line defines; say whether it defines anything."""
        found = _DEFINITION.fullmatch(line)
        if found is None or not is_web_address(found[2]) or len(self._known) >= MAX_DEFINITIONS:
            return False
        self._known.setdefault(_folded(found[1]), (found[2], found[3] or found[4] or found[5] or ""))
        return True

    def find(self, name: str) -> tuple[str, str] | None:
        """Return the address and title that stand under a name."""
        return self._known.get(_folded(name))


class LinkProcessor(InlineProcessor):
    """Reads `[words](address)`, `[words][name]`, `[name]`, and the same with "!" as links.

    What leads nowhere it may lead stays exactly as typed.
    """

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown, definitions: Definitions) -> None:
        super().__init__(r"(!?)\[", md)
        self._definitions = definitions
        self._tried = 0

    def reset(self) -> None:
        """Count anew for another text."""
        self._tried = 0

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the library's hook, which may decline
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link that opens here and where it stands, or nothing."""
        self._tried += 1
        if self._tried > MAX_BRACKETS or (close := _closing(data, m.end())) is None:
            return None, None, None
        label = data[m.end() : close]
        found = self._target(data, close + 1, label)
        if found is None:
            return None, None, None
        address, title, end = found
        link = Element("a", {"href": address} | ({"title": title} if title else {}))
        if m.group(1):
            link.text = AtomicString(self._plain(label).strip() or host_of(address))
        else:
            label = _PICTURE_IN_LABEL.sub(r"\1", label)
            link.text = label if label.strip() else AtomicString(host_of(address))
        return link, m.start(), end

    def _target(self, data: str, at: int, label: str) -> tuple[str, str, int] | None:
        found = _DESTINATION.match(data, at, at + MAX_ADDRESS + MAX_LABEL)
        if found is not None:
            address = _with_scheme(self._plain(found[1] or found[2]))
            title = self._plain(found[3] or found[4] or "")
            return (address, title, found.end()) if is_web_address(address) else None
        named = _NAME.match(data, at)
        known = self._definitions.find((named[1] if named else "") or label)
        return (*known, named.end() if named else at) if known else None

    def _plain(self, text: str) -> str:
        """Return the text with what earlier patterns stashed and escaped put back."""
        return _ESCAPED.sub(lambda found: chr(int(found[1])), str(self.unescape(text)))


class AngleLinkProcessor(InlineProcessor):
    """Reads `<https://…>`; anything else in angle brackets is text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(rf"<(https?://[^\s<>]{{1,{MAX_ADDRESS}}})>", md)

    def handleMatch(  # type: ignore[override]  # noqa: N802 - as above
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the link, or nothing where the address may not be linked."""
        address = self.unescape(m[1])
        if not is_web_address(address):
            return None, None, None
        link = Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(), m.end()


class BareAddressProcessor(InlineProcessor):
    """Keeps emphasis out of bare addresses; the sanitizer's filter makes the links of them."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(BARE_ADDRESS.pattern, md)
        self.compiled_re = BARE_ADDRESS
        self._kept = 0

    def reset(self) -> None:
        """Count anew for another text."""
        self._kept = 0

    def handleMatch(  # type: ignore[override]  # noqa: N802 - as above
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        """Return the address itself, which hides it from the patterns that follow."""
        self._kept += 1
        if self._kept > MAX_LINKS:
            return None, None, None
        return m.group(), m.start(), m.end()


def _closing(data: str, at: int) -> int | None:
    """Return where the bracket that opened just before `at` closes, within a label's length."""
    open_ones = 1
    for found in _BRACKET.finditer(data, at, at + MAX_LABEL):
        open_ones += 1 if found.group() == "[" else -1
        if open_ones == 0:
            return found.start()
    return None


def _with_scheme(address: str) -> str:
    """Return the address with the scheme that people leave out before "www."."""
    return "https://" + address if address[:4].lower() == "www." else address


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
