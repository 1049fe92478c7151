"""What somebody looks for: words that must all be there, and "words in a row" between quotes."""

import re
from dataclasses import dataclass

from forum.search.words import words

MOST_CHARACTERS = 200
MOST_WORDS = 12  # nobody remembers more of a text; each costs a walk through its list of texts
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]*)[\"“”„«»]")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What must all be in a text: rows of words, most of them of one word."""

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
        return " AND ".join(f'"{" ".join(row)}"' for row in self.rows)

    @property
    def for_postgresql(self) -> str:
        """The same as a tsquery, quoted likewise; words never hold a quote."""
        rows = (" <-> ".join(f"'{word}'" for word in row) for row in self.rows)
        return " & ".join(f"({row})" for row in rows)


def read(typed: str) -> Asked:
    """What was typed as rows of words; every text is a question, none is an error.

    A word that is written with signs in it, or in a script without blanks, is a row of its parts.
    """
    rest = _QUOTED.sub(" ", typed)
    chunks = [*_QUOTED.findall(typed), *rest.split()]
    rows = (tuple(words(chunk)) for chunk in chunks)
    return Asked(tuple(dict.fromkeys(row for row in rows if row)))
