"""What somebody looks for: words that must all be there, "words in a row", and how words begin*."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from forum.search.words import words

MOST_CHARACTERS = 200
MOST_WORDS = 12  # nobody remembers more of a text; each costs a walk through its list of texts
LEAST_BEGINNING = 4  # letters before a star; fewer begin so many words that a search would take seconds
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")


class Row(NamedTuple):
    """Words in a row, mostly one; the last may be but the beginning of a word."""

    words: tuple[str, ...]
    goes_on: bool = False

    def fits(self, found: tuple[str, ...]) -> bool:
        """Whether words of a text are these."""
        last = len(self.words) - 1
        if len(found) != len(self.words) or found[:last] != self.words[:last]:
            return False
        return found[last].startswith(self.words[last]) if self.goes_on else found[last] == self.words[last]


@dataclass(frozen=True)
class Asked:
    """What must all be in a text."""

    rows: tuple[Row, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether there is no word in it at all, only signs."""
        return not self.rows

    @property
    def is_too_much(self) -> bool:
        """Whether it has more words than a search takes."""
        return len(self.rows) > MOST_WORDS

    @property
    def for_sqlite(self) -> str:
        """The same for FTS5: every word between quotes, where nothing has a meaning of its own."""
        return " AND ".join(f'"{" ".join(row.words)}"' + " *" * row.goes_on for row in self.rows)

    @property
    def for_postgresql(self) -> str:
        """The same as a tsquery, quoted likewise; words never hold a quote."""
        rows = (" <-> ".join(f"'{word}'" for word in row.words) + ":*" * row.goes_on for row in self.rows)
        return " & ".join(f"({row})" for row in rows)


def read(typed: str) -> Asked:
    """What was typed as rows of words; every text is a question, none is an error.

    A word that is written with signs in it, or in a script without blanks, is a row of its parts.
    """
    rows = [_row(quoted) for quoted in _QUOTED.findall(typed)]
    rows += [_row(chunk) for chunk in _QUOTED.sub(" ", typed).split()]
    return Asked(tuple(dict.fromkeys(row for row in rows if row.words)))


def _row(chunk: str) -> Row:
    found = tuple(words(chunk))
    return Row(found, chunk.endswith("*") and len("".join(found[-1:])) >= LEAST_BEGINNING)
