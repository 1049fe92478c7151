"""Writes one imported conversation: the piece, its replies, their places and the counters at once.

A verb per reply would cost several statements each; here a conversation costs one per level. The
places are those of the discussion's own `placement`, given in reading order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert, select, update

from forum.access import Viewer
from forum.discussion import placement
from forum.discussion.actions.hold import hold
from forum.discussion.models import MAX_DEPTH, Post, Reply, Visibility
from forum.gateways.importing.origins import AT_ONCE
from forum.gateways.importing.wordpress_text import Prepared
from forum.lib.db import db
from forum.lib.ids import new_id

HELD_BECAUSE = "import"  # the old blog had not let it in either


@dataclass(frozen=True, slots=True)
class NewReply:
    """A comment with everything that a reply needs but its place."""

    source_id: str
    digest: str
    persona_id: int
    written_at: datetime
    prepared: Prepared
    is_held: bool


@dataclass(slots=True)
class Place:
    """Where a reply stands, be it here already or about to be written."""

    id: int | None
    path: bytes | None
    depth: int
    branch_rank: int | None
    last_ordinal: int
    ordinal: int | None = None
    sequence: int | None = None
    parent: "Place | None" = None
    new: NewReply | None = None


@dataclass
class Conversation:
    """A piece and the places beneath it, while new replies are added."""

    post: Post
    parents: Mapping[str, str | None]  # of every comment in the export
    places: dict[str, Place] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def load(self, ids: Mapping[str, int]) -> None:
        """Learn where replies stand that an earlier import has written."""
        sources = {reply_id: source_id for source_id, reply_id in ids.items()}
        wanted = list(sources)
        for start in range(0, len(wanted), AT_ONCE):
            rows = db.session.execute(
                select(Reply.id, Reply.path, Reply.depth, Reply.branch_rank, Reply.last_ordinal)
                .where(Reply.id.in_(wanted[start : start + AT_ONCE]))
                .with_for_update()
            )
            for row in rows:
                self.places[sources[row[0]]] = Place(row[0], row[1], row[2], row[3], row[4])

    def add(self, replies: Iterable[NewReply]) -> list[tuple[str, int]]:
        """Write replies, each after its parent; gives the id of each digest."""
        new = [self._place(reply) for reply in replies]
        levels: dict[int, list[Place]] = {}
        for place in new:
            levels.setdefault(place.depth, []).append(place)
        for depth in sorted(levels):
            self._insert(levels[depth])
        self._count(new)
        return [(place.new.digest, place.id) for place in new if place.new and place.id]

    def _place(self, reply: NewReply) -> Place:
        parent = self._parent(reply.source_id)
        depth = parent.depth + 1 if parent else 0
        place = Place(None, None, depth, None, 0, parent=parent, new=reply)
        if not reply.is_held:
            owner = parent or self.post
            owner.last_ordinal += 1
            place.ordinal = owner.last_ordinal
            above = parent.path or b"" if parent else b""
            place.path = placement.path_beneath(above, place.ordinal)
            place.branch_rank = parent.branch_rank if parent else -place.ordinal
            self.post.last_sequence += 1
            place.sequence = self.post.last_sequence
            if parent is not None and parent.id is not None:
                self.touched.add(parent.id)
        self.places[reply.source_id] = place
        return place

    def _parent(self, source_id: str) -> Place | None:
        """The nearest ancestor that everybody can see and that may have replies."""
        at = self.parents.get(source_id)
        while at is not None:
            place = self.places.get(at)
            if place is not None and place.path is not None and place.depth < MAX_DEPTH:
                return place
            at = self.parents.get(at)
        return None

    def _insert(self, places: list[Place]) -> None:
        """Insert many rows by one statement, then learn their ids by the public ones given here."""
        by_public_id = {new_id(): place for place in places}
        rows = [self._row(place) | {"public_id": name} for name, place in by_public_id.items()]
        db.session.execute(insert(Reply), rows)
        names = list(by_public_id)
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            for name, reply_id in db.session.execute(
                select(Reply.public_id, Reply.id).where(Reply.public_id.in_(some))
            ):
                by_public_id[name].id = reply_id

    def _row(self, place: Place) -> dict[str, object]:
        new = place.new
        if new is None:
            raise LookupError("a place without a reply")
        return {
            "post_id": self.post.id,
            "parent_id": place.parent.id if place.parent else None,
            "persona_id": new.persona_id,
            "path": place.path,
            "ordinal": place.ordinal,
            "sequence": place.sequence,
            "branch_rank": place.branch_rank,
            "depth": place.depth,
            "last_ordinal": place.last_ordinal,
            "source": new.prepared.source,
            "html": new.prepared.rendered.html,
            "markup_version": new.prepared.rendered.version,
            "visibility": Visibility.HELD if new.is_held else Visibility.PUBLISHED,
            "created_at": new.written_at,
            "published_at": None if new.is_held else new.written_at,
        }

    def _count(self, new: list[Place]) -> None:
        """Bring the counters of the piece, and of the parents that were here, up to date."""
        shown = [place.new.written_at for place in new if place.new and not place.new.is_held]
        if shown:
            self.post.reply_count += len(shown)
            self.post.last_reply_at = max(shown + [at for at in [self.post.last_reply_at] if at])
        known = {place.id: place for place in self.places.values()}
        for reply_id in self.touched:
            db.session.execute(
                update(Reply).where(Reply.id == reply_id).values(last_ordinal=known[reply_id].last_ordinal)
            )
        db.session.flush()


def hold_back(viewer: Viewer, reply_ids: Iterable[int]) -> None:
    """Hold replies by the discussion's own verb, so that the moderators hear of them."""
    for reply_id in reply_ids:
        hold(viewer, db.session.get_one(Reply, reply_id), HELD_BECAUSE)
