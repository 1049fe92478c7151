"""Make the whole index anew from the texts."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, insert, select

from forum.access import Viewer, require
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import triggers
from forum.lib.db import db, writing
from forum.search import policy
from forum.search.actions.catch_up import catch_up
from forum.search.models import FULL_TEXT, PostWords, ReplyWords


@writing()
def rebuild(viewer: Viewer) -> tuple[int, Iterator[int]]:
    """Empty the index and fill it; returns how many texts there are, and how many each step has read.

    Between two steps the caller may commit, so that nobody waits for all of it.
    """
    require(policy.can_rebuild(viewer))
    with _without_triggers():
        total = _start(Post, PostWords) + _start(Reply, ReplyWords)
    return total, _fill(viewer)


@contextmanager
def _without_triggers() -> Iterator[None]:
    """On SQLite, what the triggers would forget word by word goes at once, be it sound or broken."""
    connection = db.session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    triggers.drop_all(connection)
    for table in FULL_TEXT:
        forget_all = f"INSERT INTO {table} ({table}) VALUES ('delete-all')"  # nosec B608  # names of ours
        connection.exec_driver_sql(forget_all)
    yield
    triggers.create_all(connection)


def _start(kind: type[Post] | type[Reply], table: type[PostWords] | type[ReplyWords]) -> int:
    """Have every published text of a kind wait to be read; how many there are."""
    db.session.execute(delete(table))
    key = table.__mapper__.primary_key[0]
    published = select(kind.id).where(kind.visibility == Visibility.PUBLISHED)
    db.session.execute(insert(table).from_select([key.name], published))
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def _fill(viewer: Viewer) -> Iterator[int]:
    while read := catch_up(viewer):
        yield read
