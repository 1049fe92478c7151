"""Have mentions of somebody say the name that they go by now, batch by batch.

Looking and rendering bar nobody; storing is a short transaction that leaves alone what somebody has
changed meanwhile.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update

from forum import markup
from forum.access import Deed, Viewer, may, require
from forum.accounts import actions as accounts
from forum.accounts import names
from forum.accounts import queries as people
from forum.discussion.composing import excerpt
from forum.discussion.models import Post, Reply, Revision
from forum.lib.db import db, writing
from forum.markup.plain import opening_of

BATCH = 50  # texts with any mention
Kind = type[Post] | type[Reply] | type[Revision]
OMITTED = "…"  # shorter than any name
KINDS: Final[tuple[Kind, ...]] = (Post, Reply, Revision)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """Which name is given up, and how far one has come: in which table, after which row."""

    reservation: int
    table: int = 0
    after: int = 0


@dataclass(frozen=True)
class Batch:
    """Texts that say the new name, not stored yet, and where to go on; nowhere, when all is done."""

    place: Place
    texts: Rows
    rest: Place | None


def rewrite_batch(viewer: Viewer, place: Place) -> Batch:
    """Rewrite the next texts that mention anybody, storing nothing."""
    require(may(viewer, Deed.MODERATE))
    found = people.former_name(viewer, place.reservation)
    if found is None:
        return Batch(place, [], None)
    former, present = found
    kind = KINDS[place.table]
    rows = db.session.execute(_next_texts(kind, place.after)).all()
    rewritten = ((row, _rewritten(row.source, former, present)) for row in rows)
    texts = [_stored(kind, row.id, row.source, source) for row, source in rewritten if source != row.source]
    return Batch(place, texts, _next(place, [row.id for row in rows]))


@writing()
def store_batch(viewer: Viewer, batch: Batch) -> dict[str, int] | None:
    """Store what was rewritten; returns the place to go on from, or forgets the old name when all is done."""
    require(may(viewer, Deed.MODERATE))
    kind = KINDS[batch.place.table]
    if batch.texts:
        same = (kind.id == bindparam("of"), kind.source == bindparam("seen"))
        db.session.connection().execute(update(kind).where(*same), batch.texts)
    if batch.rest is None:
        accounts.forget_former_name(viewer, batch.place.reservation)
        return None
    return {"reservation": batch.rest.reservation, "table": batch.rest.table, "after": batch.rest.after}


def _next_texts(kind: Kind, after: int) -> Any:
    query = select(kind.id, kind.source).where(kind.id > after, kind.source.contains("@"))
    return query.order_by(kind.id).limit(BATCH)


def _rewritten(source: str, former: str, present: str) -> str:
    def is_meant(name: str) -> bool:
        return names.pen_name_key(name) == former

    said = markup.renamed(source, is_meant, present if present == names.NOBODY else f"@{present}")
    # A text that is full of one name must not become too long to be stored, and stop all that come after.
    return said if len(said) <= markup.MAX_SOURCE else markup.renamed(source, is_meant, OMITTED)


def _stored(
    kind: type[Post] | type[Reply] | type[Revision], of: int, seen: str, source: str
) -> dict[str, Any]:
    row: dict[str, Any] = {"of": of, "seen": seen, "source": source}
    if kind is Revision:
        return row
    row["html"] = markup.render(source).html
    return row | {"excerpt": excerpt(opening_of(row["html"]))} if kind is Post else row


def _next(place: Place, ids: list[int]) -> Place | None:
    if len(ids) == BATCH:
        return Place(place.reservation, place.table, ids[-1])
    if place.table + 1 < len(KINDS):
        return Place(place.reservation, place.table + 1)
    return None
