"""Plain text: the words of a rendered page, for search, excerpts and notices."""

import re
from html.parser import HTMLParser

LINES = frozenset({"p", "br", "hr", "pre", "blockquote", "ul", "ol", "li", "div", "table", "tr"})
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
BLOCKS = LINES | HEADINGS
CELLS = frozenset({"th", "td"})
_SPARE_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def words_of(html: str) -> str:
    """Return the words of clean HTML, one line for each block and cells apart."""
    return _read(html, _Words())


def opening_of(html: str) -> str:
    """Return the words without headings, which would run into the sentence after them in an excerpt."""
    return _read(html, _Words(left_out=HEADINGS)) or words_of(html)


def _read(html: str, reader: "_Words") -> str:
    reader.feed(html)
    reader.close()
    return _SPARE_LINES.sub("\n", "".join(reader.parts)).strip("\n\t ")


class _Words(HTMLParser):
    """Collects text, with a line feed wherever a block begins or ends."""

    def __init__(self, left_out: frozenset[str] = frozenset()) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._left_out = left_out
        self._inside = 0  # of how many elements that are left out

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line before a block."""
        self._inside += tag in self._left_out
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End the line after a block, and keep the cells of a row apart."""
        self._inside -= tag in self._left_out
        if tag in BLOCKS:
            self.parts.append("\n")
        elif tag in CELLS:
            self.parts.append("\t")

    def handle_data(self, data: str) -> None:
        """Keep the text itself."""
        if not self._inside:
            self.parts.append(data)
