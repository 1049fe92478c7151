"""Conversations of any size, written row by row, and a great many more copied from one inside SQLite."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnClause, Table, func, insert, literal_column, select, text, update

from forum.discussion import placement
from forum.discussion.models import Post, Reply, Visibility
from forum.lib.db import db
from forum.lib.ids import new_id
from forum.markup import Rendered

DEEPEST = 12
RECENT = 30  # a reply answers one of so many before it
OPENING = 0.33  # a third opens branches
BATCH = 5_000
FREE = 8  # ids left free behind each copy, for conversations whose replies lie far apart
REPLY: Table = Reply.__table__  # type: ignore[assignment]  # it is no join or view
POST: Table = Post.__table__  # type: ignore[assignment]  # it is no join or view
Row = dict[str, Any]


@dataclass(frozen=True)
class Writers:
    """Who writes, and what."""

    chance: random.Random
    texts: Sequence[Rendered]
    personas: Sequence[int]


def converse(piece: Post, size: int, writers: Writers, ids: range | None = None) -> None:
    """Write a conversation of `size` replies beneath a piece; `ids` says where they lie in the file."""
    connection = db.session.connection()
    last = connection.scalar(select(func.max(REPLY.c.id))) or 0
    ids = ids or range(last + 1, last + size + 1)
    rows = list(_rows(piece, ids[:size], writers))
    for start in range(0, size, BATCH):
        connection.execute(insert(REPLY), rows[start : start + BATCH])
    if connection.dialect.name == "postgresql":  # it has not noticed that ids were given
        connection.execute(select(func.setval(func.pg_get_serial_sequence("reply", "id"), ids[-1])))
    counted = {
        "reply_count": size,
        "last_ordinal": sum(1 for row in rows if row["depth"] == 0),
        "last_sequence": size,
        "last_reply_at": rows[-1]["published_at"],
    }
    connection.execute(update(POST).where(POST.c.id == piece.id).values(counted))
    db.session.expire(piece)


def multiply(piece: Post, copies: int) -> list[range]:
    """Copy a piece with its conversation so many times, on SQLite; returns ids that are free all over.

    The copies are older than it. Whatever columns the tables have are copied, and every trigger works.
    """
    connection = db.session.connection()
    connection.connection.driver_connection.create_function("a_new_id", 0, new_id)  # type: ignore[union-attr]  # it is there
    template = dict(connection.execute(select(POST).where(POST.c.id == piece.id)).mappings().one())
    first = connection.scalar(select(func.min(REPLY.c.id)).where(REPLY.c.post_id == piece.id))
    below = start = connection.scalar(select(func.max(REPLY.c.id))) or 0
    post_id = connection.scalar(select(func.max(POST.c.id))) or 0
    copy = _copy_statement()
    for number in range(1, copies + 1):
        at = template["published_at"] - timedelta(minutes=number)
        own = {"id": post_id + number, "public_id": new_id(), "created_at": at, "published_at": at}
        connection.execute(insert(POST), [template | own | {"submission_digest": None}])
        values = {"shift": below + 1 - first, "copy": post_id + number, "of": piece.id}
        below += connection.execute(copy, values).rowcount + FREE
    return [
        range(start + 1 + (below - start) // copies - number, below + 1, (below - start) // copies)
        for number in range(FREE, 0, -1)
    ]


def _copy_statement() -> Any:
    other = {
        "id": "id + :shift",
        "public_id": "a_new_id()",
        "post_id": ":copy",
        "parent_id": "parent_id + :shift",
        "submission_digest": "NULL",
    }
    columns = [column.name for column in REPLY.columns]
    values: list[ColumnClause[Any]] = [literal_column(other.get(name, name)) for name in columns]
    source = select(*values).select_from(REPLY).where(text("post_id = :of")).order_by(REPLY.c.id)
    return text(str(insert(REPLY).from_select(columns, source)))


def _rows(piece: Post, ids: Sequence[int], writers: Writers) -> Iterator[Row]:
    made: list[Row] = []
    children: Counter[int | None] = Counter()
    for number, key in enumerate(ids):
        parent = None
        if made and writers.chance.random() > OPENING:
            parent = made[-1 - writers.chance.randrange(min(RECENT, len(made)))]
            if parent["depth"] >= DEEPEST:
                parent = None
        above = parent["id"] if parent else None
        children[above] += 1
        words = writers.texts[number % len(writers.texts)]
        row = _row(piece, number, parent, children[above], words)
        made.append(row | {"id": key, "persona_id": writers.chance.choice(writers.personas)})
    for row in made:
        yield row | {"last_ordinal": children[row["id"]]}


def _row(piece: Post, number: int, parent: Row | None, ordinal: int, words: Rendered) -> Row:
    at = piece.created_at + timedelta(minutes=number)
    return {
        "post_id": piece.id,
        "parent_id": parent["id"] if parent else None,
        "path": placement.path_beneath(parent["path"] if parent else b"", ordinal),
        "ordinal": ordinal,
        "sequence": number + 1,
        "branch_rank": parent["branch_rank"] if parent else -ordinal,
        "depth": parent["depth"] + 1 if parent else 0,
        "source": words.text,
        "html": words.html,
        "markup_version": words.version,
        "visibility": Visibility.PUBLISHED,
        "created_at": at,
        "published_at": at,
    }
