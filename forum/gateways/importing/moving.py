"""Moves the pieces of an export in, a batch at a time: what is new is prepared, then written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from forum.access import Viewer
from forum.discussion import composing
from forum.discussion.models import Post, Space, Visibility
from forum.gateways.importing import origins
from forum.gateways.importing.origins import Known
from forum.gateways.importing.people import People
from forum.gateways.importing.pieces import (
    ImportedComment,
    ImportedPiece,
    LeftOut,
    Mended,
    State,
)
from forum.gateways.importing.preparing import Job, Preparer
from forum.gateways.importing.report import Report
from forum.gateways.importing.wordpress_text import Prepared
from forum.gateways.importing.writing import Conversation, NewReply, hold_back
from forum.lib import clock
from forum.lib.db import db
from forum.markup.plain import opening_of

BATCH = 1_000  # texts in memory at once, or one piece with its comments, if that is more
UNTITLED = "…"  # a piece with neither title nor words
TITLE_WORDS = 60  # characters of the beginning that stand in for a missing title


@dataclass(frozen=True, slots=True)
class Plan:
    """What of a piece is new here."""

    piece: ImportedPiece
    digest: str
    known: Known | None
    known_replies: dict[str, int]  # by the comment's old id
    new: list[tuple[ImportedComment, str]]

    @property
    def jobs(self) -> list[Job]:
        """The texts that have to be prepared: the piece, if it is new, then the comments."""
        comments = [Job(False, comment.body, self.piece.link) for comment, _digest in self.new]
        if self.known is not None:
            return comments
        return [Job(True, self.piece.body_html, self.piece.link), *comments]


class Move:
    """One import into one space; `report` says what has been done so far."""

    def __init__(self, viewer: Viewer, space: Space, site: str, report: Report) -> None:
        self._viewer = viewer
        self._space_id = space.id
        self._site = site
        self._people = People(site)
        self.report = report

    def run(self, pieces: Iterable[ImportedPiece], preparer: Preparer) -> None:
        """Move the pieces in; while one batch is written, the next is being prepared."""
        waiting: tuple[list[Plan], Iterator[Prepared | None]] | None = None
        for batch in _batches(pieces):
            plans = [self._plan(piece) for piece in batch]
            texts = preparer.prepare([job for plan in plans for job in plan.jobs])
            if waiting:
                self._write_all(*waiting)
            waiting = plans, texts
        if waiting:
            self._write_all(*waiting)
        self.report.renamed = dict(self._people.renamed)

    def _plan(self, piece: ImportedPiece) -> Plan:
        digest = origins.digest(self._site, "post", piece.source_id)
        digests = {
            comment.source_id: origins.digest(self._site, "reply", f"{piece.source_id}\n{comment.source_id}")
            for comment in piece.comments
        }
        known = origins.find([digest, *digests.values()])
        replies = {source_id: known[name].reply_id for source_id, name in digests.items() if name in known}
        new = [(c, digests[c.source_id]) for c in piece.comments if c.source_id not in replies]
        self.report.already_comments += len(replies)
        here = {source_id: reply_id for source_id, reply_id in replies.items() if reply_id}
        return Plan(piece, digest, known.get(digest), here, new)

    def _write_all(self, plans: list[Plan], texts: Iterator[Prepared | None]) -> None:
        for plan in plans:
            self._write(plan, [next(texts) for _job in plan.jobs])

    def _write(self, plan: Plan, texts: list[Prepared | None]) -> None:
        """Cases: here already: the new comments go beneath it · erased here: left out · new."""
        if plan.known is None:
            post = self._new_post(plan, texts.pop(0))
        else:
            self.report.already_pieces += 1
            post = self._post(plan.known.post_id)
            if post is None:
                self.report.tally.left_out_comments[LeftOut.ERASED_HERE] += len(plan.new)
        if post is not None and plan.new:
            self._add_replies(plan, post, texts)

    def _post(self, post_id: int | None) -> Post | None:
        return db.session.get(Post, post_id, with_for_update=True) if post_id else None

    def _new_post(self, plan: Plan, prepared: Prepared | None) -> Post | None:
        piece = plan.piece
        if prepared is None:
            self.report.tally.leave_out(LeftOut.TOO_LONG, len(plan.new))
            return None
        self._note_words(prepared)
        at = _time_of(piece)
        post = Post(
            space_id=self._space_id,
            persona_id=self._people.id_of(piece.author, at),
            title=_title(piece, prepared),
            excerpt=composing.excerpt(opening_of(prepared.rendered.html)),
            source=prepared.source,
            html=prepared.rendered.html,
            markup_version=prepared.rendered.version,
            visibility=Visibility.PUBLISHED,
            created_at=at,
            published_at=at,
        )
        db.session.add(post)
        db.session.flush()
        origins.remember("post", [(plan.digest, post.id)])
        self.report.arrived_pieces += 1
        return post

    def _add_replies(self, plan: Plan, post: Post, texts: list[Prepared | None]) -> None:
        parents = {c.source_id: c.parent_source_id for c in plan.piece.comments}
        conversation = Conversation(post, parents)
        conversation.load(plan.known_replies)
        replies = [
            self._reply(comment, digest, prepared, plan.piece)
            for (comment, digest), prepared in zip(plan.new, texts, strict=True)
            if prepared is not None
        ]
        ids = conversation.add(replies)
        origins.remember("reply", ids)
        held = {reply.digest for reply in replies if reply.is_held}
        hold_back(self._viewer, (reply_id for digest, reply_id in ids if digest in held))
        self.report.arrived_comments += len(ids)
        self.report.held += len(held)
        too_long = len(plan.new) - len(replies)
        if too_long:
            self.report.tally.left_out_comments[LeftOut.TOO_LONG] += too_long

    def _reply(
        self, comment: ImportedComment, digest: str, prepared: Prepared, piece: ImportedPiece
    ) -> NewReply:
        self._note_words(prepared)
        at = comment.written_at or _time_of(piece)
        return NewReply(
            comment.source_id,
            digest,
            self._people.id_of(comment.author, at),
            at,
            prepared,
            comment.state is State.HELD,
        )

    def _note_words(self, prepared: Prepared) -> None:
        if not prepared.same:
            self.report.tally.mended[Mended.OTHER_WORDS] += 1


def _batches(pieces: Iterable[ImportedPiece]) -> Iterator[list[ImportedPiece]]:
    batch: list[ImportedPiece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += 1 + len(piece.comments)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _time_of(piece: ImportedPiece) -> datetime:
    """When a piece was published; without a date, when it was first answered, else now."""
    times = [comment.written_at for comment in piece.comments if comment.written_at]
    return piece.published_at or min(times, default=clock.now())


def _title(piece: ImportedPiece, prepared: Prepared) -> str:
    title = piece.title or composing.excerpt(prepared.rendered.text)[:TITLE_WORDS] or UNTITLED
    most = composing.TITLE_MOST
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
