"""What must be true of the index: it holds the words of every published text, and nothing else."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, select, text

from forum.access import SYSTEM
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.checks import NAMED, Check, none_of, some
from forum.lib.db import db
from forum.search.actions.rebuild import rebuild
from forum.search.models import PostWords, ReplyWords, Words
from forum.search.shown import words_of_post, words_of_reply

READ_AGAIN = 2_000  # of each kind, the newest; all of a large place would take many minutes

# How often a word stands in SQLite's full-text table and in the rows it is made of.
_IN_INDEX = "SELECT coalesce(sum(cnt), 0) FROM temp.seen_{name} WHERE col = 'words'"
_IN_ROWS = (
    "SELECT coalesce(sum(length(words) - length(replace(words, ' ', '')) + 1), 0) "
    "FROM {name}_words WHERE words <> ''"
)


def _missing(kind: type[Post] | type[Reply], table: type[PostWords] | type[ReplyWords]) -> Select[str]:
    key = table.__mapper__.primary_key[0]
    query = select(kind.public_id).outerjoin(table, key == kind.id)
    return query.where(kind.visibility == Visibility.PUBLISHED, key.is_(None))


def _spare(kind: type[Post] | type[Reply], table: type[PostWords] | type[ReplyWords]) -> Select[str]:
    key = table.__mapper__.primary_key[0]
    return select(kind.public_id).join(table, key == kind.id).where(kind.visibility != Visibility.PUBLISHED)


def disagreements() -> Iterator[str]:
    """A sentence for each way in which words that are kept are not those that readers see."""
    wrong = [*_wrong_pieces(), *_wrong_replies()]
    if wrong:
        yield some(_("Texts of which the search index keeps other words"), len(wrong), wrong[:NAMED])
    if db.session.connection().dialect.name == "sqlite":
        yield from _lost_words()


def _wrong_pieces() -> Iterator[str]:
    query = select(Post.public_id, Post.title, Post.html, PostWords.title, PostWords.words)
    query = query.join(PostWords, PostWords.post_id == Post.id).where(PostWords.words.is_not(None))
    for name, title, html, *kept in db.session.execute(query.order_by(Post.id.desc()).limit(READ_AGAIN)):
        if tuple(_kept(words) for words in words_of_post(title, html)) != tuple(kept):
            yield name


def _wrong_replies() -> Iterator[str]:
    query = select(Reply.public_id, Reply.html, ReplyWords.words)
    query = query.join(ReplyWords, ReplyWords.reply_id == Reply.id).where(ReplyWords.words.is_not(None))
    for name, html, kept in db.session.execute(query.order_by(Reply.id.desc()).limit(READ_AGAIN)):
        if _kept(words_of_reply(html)) != kept:
            yield name


def _kept(words: list[str]) -> str:
    return Words.returned(words, db.session.connection().dialect)


def _lost_words() -> Iterator[str]:
    connection = db.session.connection()
    for name in ("post", "reply"):
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.seen_{name} USING fts5vocab(main, fts_{name}, col)"
        )
        found, kept = (
            connection.execute(text(query.format(name=name))).scalar_one() for query in (_IN_INDEX, _IN_ROWS)
        )
        if found != kept:
            yield _(
                "SQLite’s full-text table fts_%(name)s holds %(found)d words, its rows %(kept)d",
                name=name,
                found=found,
                kept=kept,
            )


def _mend() -> int:
    total, steps = rebuild(SYSTEM)
    for _read in steps:
        pass
    return total


CHECKS = (
    Check(
        _("Every published text is in the search index, and no other"),
        none_of(
            _("Texts that the search index lacks, or must not have"),
            lambda: _missing(Post, PostWords),
            lambda: _missing(Reply, ReplyWords),
            lambda: _spare(Post, PostWords),
            lambda: _spare(Reply, ReplyWords),
        ),
        _mend,
    ),
    Check(_("The search index holds the words that readers see"), disagreements, _mend),
)
