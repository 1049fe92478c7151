"""Emphasis: how `*` and `_` are read.

The parser's own reading loses a letter of "a *b **c (*dog"; the one used here does not. It comes
without the rule of punctuation that would leave "**Note:**text" as typed.
"""

import re
from bisect import bisect_left
from typing import Final

from markdown import Markdown
from pymdownx.delimiterprocessor import Delimiter, DelimiterProcessor

NAME: Final = "delimiter"  # under which strike-through looks for the processor, to join it
PRIORITY: Final = 60


def register(md: Markdown) -> DelimiterProcessor:
    """Let the parser read emphasis in this way, and return what reads it."""
    processor = _Emphasis(Delimiter("*", "strong,em", punct=False), md)
    processor.add(Delimiter("_", "strong,em", smart=True, punct=False))
    md.inlinePatterns.deregister("em_strong")
    md.inlinePatterns.register(processor, NAME, PRIORITY)
    return processor


class _Emphasis(DelimiterProcessor):
    """Looks marks up in a list instead of reading on to the end of the text for each of them."""

    def __init__(self, delimiter: Delimiter, md: Markdown) -> None:
        super().__init__(delimiter, md)
        self._read = ""
        self._marks: list[int] = []

    def reset(self) -> None:
        """Forget the text before."""
        super().reset()
        self._read = ""
        self._marks = []

    def search(self, data: str, start: int) -> re.Match[str] | None:
        """Return the next mark that may begin or end anything."""
        if data is not self._read:
            self._read = data
            self._marks = [found.start() for found in self.compiled_re.finditer(data)]
        for place in range(bisect_left(self._marks, start), len(self._marks)):
            at = self._marks[place]
            self.positions.append(at)
            delimiter = self.delimiters[data[at]]
            found: re.Match[str] | None = delimiter.boundary.match(data, at)
            if found and (delimiter.stack or not str(found.lastgroup).startswith("end")):
                return found
        return None
