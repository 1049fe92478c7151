"""Have mentions of somebody say the name that they go by now, batch by batch.

Looking and rendering bar nobody; storing is a short transaction that leaves alone what somebody has
changed meanwhile, and then has the same texts looked at once more.
"""

from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from forum import markup
from forum.access import Deed, Viewer, may, require
from forum.accounts import actions as accounts
from forum.accounts import names
from forum.accounts import queries as people
from forum.discussion.composing import NOTES_MOST, TITLE_MOST, excerpt
from forum.discussion.models import Post, Reply, Revision
from forum.lib.db import db, writing
from forum.markup.plain import opening_of

BATCH = 50  # texts with any mention
Kind = type[Post] | type[Reply] | type[Revision]
OMITTED = "…"  # shorter than any name
# What people type of each kind, and how long it may become.
WORDS: Final[dict[Kind, dict[str, int]]] = {
    Post: {"source": markup.MAX_SOURCE, "title": TITLE_MOST, "content_notes": NOTES_MOST},
    Reply: {"source": markup.MAX_SOURCE},
    Revision: {"source": markup.MAX_SOURCE, "title": TITLE_MOST},
}
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
    rewritten = (_rewritten(kind, row, former, present) for row in rows)
    return Batch(
        place, [text for text in rewritten if text is not None], _next(place, [row.id for row in rows])
    )


@writing()
def store_batch(viewer: Viewer, batch: Batch) -> dict[str, int] | None:
    """Store what was rewritten; returns the place to go on from, or forgets the old name when all is done."""
    require(may(viewer, Deed.MODERATE))
    kind = KINDS[batch.place.table]
    stored = 0
    if batch.texts:
        same = [_column(kind, each).is_not_distinct_from(bindparam(f"seen_{each}")) for each in WORDS[kind]]
        changed = update(kind).where(kind.id == bindparam("of"), *same)
        stored = db.session.connection().execute(changed, batch.texts).rowcount
    if stored < len(batch.texts):  # somebody has changed one meanwhile: look at it once more
        return asdict(batch.place)
    if batch.rest is None:
        accounts.forget_former_name(viewer, batch.place.reservation)
        return None
    return asdict(batch.rest)


def _next_texts(kind: Kind, after: int) -> Any:
    words = [_column(kind, each) for each in WORDS[kind]]
    query = select(kind.id, *words).where(kind.id > after, or_(*(each.contains("@") for each in words)))
    return query.order_by(kind.id).limit(BATCH)


def _column(kind: Kind, name: str) -> InstrumentedAttribute[str | None]:
    column: InstrumentedAttribute[str | None] = getattr(kind, name)
    return column


def _rewritten(kind: Kind, row: Any, former: str, present: str) -> dict[str, Any] | None:
    """What is stored of a text that mentioned somebody, and what it must still say then; None for others."""
    seen: dict[str, str | None] = {each: getattr(row, each) for each in WORDS[kind]}
    said = {each: _said(words, former, present, WORDS[kind][each]) for each, words in seen.items()}
    if said == seen:
        return None
    found: dict[str, Any] = {"of": row.id, **{f"seen_{each}": words for each, words in seen.items()}, **said}
    if kind is not Revision:
        found["html"] = markup.render(found["source"]).html
    if kind is Post:
        found["excerpt"] = excerpt(opening_of(found["html"]))
    return found


def _said(words: str | None, former: str, present: str, most: int) -> str | None:
    def is_meant(name: str) -> bool:
        return names.pen_name_key(name) == former

    if words is None:
        return None
    said = markup.renamed(words, is_meant, present if present == names.NOBODY else f"@{present}")
    # A text that is full of one name must not become too long to be stored, and stop all that come after.
    return said if len(said) <= most else markup.renamed(words, is_meant, OMITTED)


def _next(place: Place, ids: list[int]) -> Place | None:
    if len(ids) == BATCH:
        return Place(place.reservation, place.table, ids[-1])
    if place.table + 1 < len(KINDS):
        return Place(place.reservation, place.table + 1)
    return None
