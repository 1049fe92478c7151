"""Which texts hold the words, the newest first: asked of the index alone, which knows no reader."""

from sqlalchemy import Integer, Select, cast, column, literal, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY

from forum.lib.db import db
from forum.search.asked import Asked
from forum.search.models import PostWords, ReplyWords

Ids = Select[int]

MOST_MILLISECONDS = 3000  # PostgreSQL's for one search; SQLite walks its lists in order and needs none


def replies(asked: Asked, most: int) -> Ids:
    """The ids of the newest replies that hold the words."""
    if _on_sqlite():
        return _full_text("fts_reply", f"{{words}} : ({asked.for_sqlite})", most)
    return _vectors(ReplyWords, "words", asked, most)


def pieces(asked: Asked, most: int) -> Ids:
    """The ids of the newest pieces that hold the words, be it in title or text."""
    if _on_sqlite():
        return _full_text("fts_post", f"{{words}} : ({asked.for_sqlite})", most)
    return _vectors(PostWords, "words", asked, most)


def titles(asked: Asked, most: int) -> Ids:
    """The ids of the newest pieces that hold all the words in their title."""
    if _on_sqlite():
        return _full_text("fts_post", f"{{title}} : ({asked.for_sqlite})", most)
    return _vectors(PostWords, "title", asked, most)


def set_bounds() -> None:
    """Have PostgreSQL plan for these very words, and give up after a while: till the transaction's end."""
    if not _on_sqlite():
        db.session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        db.session.execute(text(f"SET LOCAL statement_timeout = {MOST_MILLISECONDS}"))


def _full_text(name: str, query: str, most: int) -> Ids:
    rowid = column("rowid", Integer)
    full = table(name, rowid, column(name))
    matches = full.c[name].op("MATCH")(query)
    return select(rowid.label("id")).select_from(full).where(matches).order_by(rowid.desc()).limit(most)


def _vectors(kind: type[PostWords] | type[ReplyWords], name: str, asked: Asked, most: int) -> Ids:
    key = kind.__mapper__.primary_key[0]
    matches = kind.__table__.c[name].op("@@")(cast(literal(asked.for_postgresql), TSQUERY))
    return select(key.label("id")).where(matches).order_by(key.desc()).limit(most)


def _on_sqlite() -> bool:
    return db.session.connection().dialect.name == "sqlite"
