"""The index: the words of every published text, kept by triggers in the transaction that changes the text.

A trigger removes a text's words the moment they change or are no longer published, and leaves a row
without words for what is new: reading words out of HTML is Python's work, which `catch_up` does before
the next search. So the index never says anything that the texts do not, and knows what it lacks.
"""

from typing import Any

from sqlalchemy import Dialect, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from forum.lib import triggers
from forum.lib.db import Base
from forum.search.keeping import kept_words

FULL_TEXT = ("fts_post", "fts_reply")  # SQLite's tables, which the first migration of this room makes
MOST_PLACES = 16_383  # in a tsvector; a word further on counts as standing there
MOST_SAME = 255  # places of one word that a tsvector keeps


class Words(TypeDecorator[str | list[str]]):
    """Words in their order: for SQLite's full-text index a line of them, for PostgreSQL a tsvector."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The column's type on a database."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Words as the database keeps them; what it has kept already (a copy) goes in as it is."""
        if value is None or isinstance(value, str):
            return value
        return self.returned(value, dialect)

    @staticmethod
    def returned(words: list[str], dialect: Dialect) -> str:
        """The same as a database gives it back: PostgreSQL sorts words by their bytes."""
        return _as_tsvector(words) if dialect.name == "postgresql" else " ".join(words)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """As the database keeps them: only the databases read them."""
        return value


class PostWords(Base):
    """The words of a published piece, with its title; none yet while they wait to be read."""

    __tablename__ = "post_words"
    __table_args__ = (
        Index(
            "ix_post_words_waiting",
            "post_id",
            sqlite_where=text("words IS NULL"),
            postgresql_where=text("words IS NULL"),
        ),
        {"info": {"derived": True}},  # made by triggers and `catch_up`, never copied
    )

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    title: Mapped[str | list[str] | None] = mapped_column(Words)
    words: Mapped[str | list[str] | None] = mapped_column(Words)


class ReplyWords(Base):
    """The words of a published reply; none yet while they wait to be read."""

    __tablename__ = "reply_words"
    __table_args__ = (
        Index(
            "ix_reply_words_waiting",
            "reply_id",
            sqlite_where=text("words IS NULL"),
            postgresql_where=text("words IS NULL"),
        ),
        {"info": {"derived": True}},
    )

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str | list[str] | None] = mapped_column(Words)


def _as_tsvector(words: list[str]) -> str:
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words, 1):
        found = places.setdefault(word, [])
        if len(found) < MOST_SAME and found[-1:] != [MOST_PLACES]:
            found.append(min(place, MOST_PLACES))
    ordered = sorted(places, key=str.encode)
    return " ".join(f"'{word}':{','.join(map(str, places[word]))}" for word in ordered)


triggers.declare(
    kept_words("post", shown=("title", "html"), indexed=("title", "words")),
    kept_words("reply", shown=("html",), indexed=("words",)),
)
