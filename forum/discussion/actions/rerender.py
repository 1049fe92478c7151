"""Make the HTML of texts anew from their source, batch by batch, when the renderer has changed.

Reading and rendering bar nobody; storing is a short transaction that leaves alone what somebody has
changed meanwhile.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from sqlalchemy import bindparam, func, select, true, update

from forum import markup
from forum.access import Deed, Viewer, may, require
from forum.discussion.models import Post, Reply, Space
from forum.lib import milestones
from forum.lib.db import db, writing

BATCH = 50  # texts: storing their HTML takes a few milliseconds
MILESTONE = "discussion.rendered"  # the version in which all texts have been rendered
KINDS: Final[tuple[type[Post], type[Reply]]] = (Post, Reply)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """How far one has come: in which table, after which row, rendering with which version."""

    table: int = 0
    after: int = 0
    version: int = markup.VERSION


@dataclass(frozen=True)
class Batch:
    """Texts rendered anew and not stored yet; how many were looked at, and where to go on."""

    table: int
    texts: Rows
    rules: Rows
    seen: int
    rest: Place | None


def is_outdated(viewer: Viewer) -> bool:
    """Whether the renderer has changed since all texts were last made anew; where none are, it has not."""
    require(may(viewer, Deed.MODERATE))
    if milestones.reached(MILESTONE) is None and count(viewer) == 0:
        milestones.put(MILESTONE, markup.VERSION)
    return milestones.reached(MILESTONE) != markup.VERSION


def count(viewer: Viewer) -> int:
    """How many texts there are to look at."""
    require(may(viewer, Deed.MODERATE))
    return sum(db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KINDS)


def render_batch(viewer: Viewer, place: Place, *, everything: bool = False) -> Batch:
    """Render the next texts that an earlier version wrote (or whichever are next), storing nothing."""
    require(may(viewer, Deed.MODERATE))
    if place.version != markup.VERSION:
        place = Place()  # the renderer has changed again on the way
    kind = KINDS[place.table]
    ids = db.session.scalars(
        select(kind.id).where(kind.id > place.after).order_by(kind.id).limit(BATCH)
    ).all()
    return Batch(
        place.table,
        _render(kind, ids, everything=everything),
        [] if place.table or place.after else _render_rules(),
        len(ids),
        _next(place, ids),
    )


@writing()
def store_batch(viewer: Viewer, batch: Batch) -> dict[str, int] | None:
    """Store what was rendered; returns the place to go on from, or None when all is done."""
    require(may(viewer, Deed.MODERATE))
    kind, connection = KINDS[batch.table], db.session.connection()
    if batch.texts:
        same = (kind.id == bindparam("of"), kind.revision == bindparam("seen"), kind.source != "")
        connection.execute(update(kind).where(*same).values(markup_version=markup.VERSION), batch.texts)
    if batch.rules:
        connection.execute(update(Space).where(Space.id == bindparam("of")), batch.rules)
    if batch.rest is not None:
        return asdict(batch.rest)
    milestones.put(MILESTONE, markup.VERSION)
    return None


def _render(kind: type[Post] | type[Reply], ids: Sequence[int], *, everything: bool) -> Rows:
    wanted = true() if everything else kind.markup_version != markup.VERSION
    found = db.session.execute(
        select(kind.id, kind.revision, kind.source).where(kind.id.in_(ids), kind.source != "", wanted)
    )
    return [
        {"of": text_id, "seen": revision, "html": markup.render(source).html}
        for text_id, revision, source in found
    ]


def _render_rules() -> Rows:
    """The few rules of spaces, which keep no version."""
    found = db.session.execute(select(Space.id, Space.rules_source))
    return [{"of": space_id, "rules_html": markup.render(source).html} for space_id, source in found]


def _next(place: Place, ids: Sequence[int]) -> Place | None:
    if len(ids) == BATCH:
        return Place(place.table, ids[-1])
    return Place(place.table + 1) if place.table + 1 < len(KINDS) else None
