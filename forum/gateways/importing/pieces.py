"""What a reader hands over, whatever the old home was: pieces, comments, a tally of the rest.

There is no field for an e-mail address, an IP address or a web address of a writer: what has no
place to be put cannot be stored by mistake.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Progress = Callable[[int], None]  # called with the number of bytes read since the last call


def silent(_bytes: int) -> None:
    """Progress that nobody watches."""


class ImportRefused(Exception):
    """The file cannot be imported; the message says why in one sentence; nothing was written."""


class State(StrEnum):
    """How a comment stood on the old blog."""

    APPROVED = "approved"
    HELD = "held"


class LeftOut(StrEnum):
    """Why something stays behind; the report has the sentence for each."""

    NO_PIECE = "no_piece"
    NEVER_PUBLIC = "never_public"
    PASSWORD = "password"
    TWICE = "twice"
    EMPTY = "empty"
    WITH_PIECE = "with_piece"
    PINGBACK = "pingback"
    SPAM = "spam"
    TRASH = "trash"
    OTHER_KIND = "other_kind"
    TOO_LONG = "too_long"
    ERASED_HERE = "erased_here"


class Mended(StrEnum):
    """What had to be put right on the way in."""

    MISSING_PARENT = "missing_parent"
    CIRCLE = "circle"
    HELD_PARENT = "held_parent"
    TOO_DEEP = "too_deep"
    SAME_ID = "same_id"
    NO_DATE = "no_date"
    OTHER_WORDS = "other_words"


@dataclass(frozen=True, slots=True)
class ImportedComment:
    """A comment as the old blog had it; `body` is still its HTML."""

    source_id: str
    parent_source_id: str | None
    author: str
    body: str
    written_at: datetime | None
    state: State


@dataclass(frozen=True, slots=True)
class ImportedPiece:
    """A published piece with its comments in reading order, each after its parent."""

    source_id: str
    title: str
    author: str
    body_html: str
    link: str
    published_at: datetime | None
    comments: tuple[ImportedComment, ...]


@dataclass
class Tally:
    """How much the file holds and what became of it; every text is counted exactly once."""

    pieces: int = 0
    comments: int = 0
    left_out_pieces: Counter[LeftOut] = field(default_factory=Counter)
    left_out_comments: Counter[LeftOut] = field(default_factory=Counter)
    mended: Counter[Mended] = field(default_factory=Counter)

    def leave_out(self, reason: LeftOut, comments: int) -> None:
        """Count a piece that stays behind, and the comments that stay with it."""
        self.left_out_pieces[reason] += 1
        if comments:
            self.left_out_comments[LeftOut.WITH_PIECE] += comments

    @property
    def wanted_pieces(self) -> int:
        """How many pieces have to arrive."""
        return self.pieces - sum(self.left_out_pieces.values())

    @property
    def wanted_comments(self) -> int:
        """How many comments have to arrive."""
        return self.comments - sum(self.left_out_comments.values())
