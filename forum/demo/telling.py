"""The demonstration's weeks told again: everybody does what they did, in order, through the rooms' verbs.

Because nothing is written past the actions, places, counters, cases, decisions, notices and the log
come out as they would have if people had lived here.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from forum.access import AgeLevel, Viewer
from forum.demo.content import Community, FlagText, PieceText, Place, RemovedText, ReplyText
from forum.discussion.actions.edit import edit
from forum.discussion.actions.lock import lock
from forum.discussion.actions.reply import reply as answer
from forum.discussion.actions.start_post import start_post
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft, ReplyDraft
from forum.discussion.models import LockedBy, Post, RepliesWanted, Reply, Space
from forum.lib import clock
from forum.lib.db import db
from forum.markup import render
from forum.moderation.actions import Verdict, claim, decide, flag
from forum.moderation.models import Case, DecisionAction

Key = tuple[str, Place]  # of a reply: its piece's name and its place
PAUSE = timedelta(days=7)
Deed = tuple[datetime, Callable[[], None]]


def open_spaces(community: Community) -> dict[str, Space]:
    """Make the spaces, in their order."""
    spaces = {
        space.slug: Space(
            slug=space.slug,
            name=space.name,
            description=space.description,
            rules_source=space.rules,
            rules_html=render(space.rules).html,
            age_min=AgeLevel[space.age_min.upper()],
            position=position,
        )
        for position, space in enumerate(community.spaces, start=1)
    }
    db.session.add_all(spaces.values())
    db.session.flush()
    return spaces


@dataclass
class Telling:
    """What has been told so far, so that what answers it finds it."""

    people: Mapping[str, Viewer]
    spaces: Mapping[str, Space]
    now: datetime
    posts: dict[str, Post] = field(default_factory=dict)
    replies: dict[Key, Reply] = field(default_factory=dict)
    cases: dict[Key, Case] = field(default_factory=dict)

    def tell(self, community: Community) -> None:
        """Do everything in the order in which it was done."""
        deeds = [deed for piece in community.pieces for deed in self._deeds(piece)]
        for moment, do in sorted(deeds, key=lambda deed: deed[0]):
            with clock.retelling(moment):
                do()

    def _deeds(self, piece: PieceText) -> Iterator[Deed]:
        begun = self.now - timedelta(hours=piece.hours_ago)
        yield begun, partial(self._start, piece)
        for reply in piece.replies:
            written = begun + timedelta(minutes=piece.minutes_until(reply.at))
            yield written, partial(self._reply, piece, reply)
            for minutes, do in self._what_became_of(reply, (piece.name, reply.at)):
                yield written + timedelta(minutes=minutes), do
        if piece.paused_hours_ago is not None:
            yield self.now - timedelta(hours=piece.paused_hours_ago), partial(self._pause, piece)

    def _what_became_of(self, reply: ReplyText, key: Key) -> Iterator[tuple[int, Callable[[], None]]]:
        if reply.edited_minutes_after is not None:
            yield reply.edited_minutes_after, partial(self._edit, reply, key)
        if reply.withdrawn_minutes_after is not None:
            yield reply.withdrawn_minutes_after, partial(self._withdraw, reply, key)
        for one in reply.flags:
            yield one.minutes_after, partial(self._flag, one, key)
        if reply.removed is not None:
            yield reply.removed.minutes_after, partial(self._remove, reply.removed, key)

    def _start(self, piece: PieceText) -> None:
        draft = PostDraft(
            title=piece.title,
            source=piece.body,
            content_notes=", ".join(piece.content_notes),
            replies_wanted=RepliesWanted(piece.asks_for),
        )
        author = self.people[piece.author]
        self.posts[piece.name] = start_post(author, self.spaces[piece.space], draft)

    def _pause(self, piece: PieceText) -> None:
        post = self.posts[piece.name]
        lock(self.people[piece.author], post, LockedBy.AUTHOR, clock.now() + PAUSE)

    def _reply(self, piece: PieceText, reply: ReplyText) -> None:
        parent = self.replies[piece.name, reply.parent] if reply.parent else None
        said = reply.body_before or reply.body
        written = answer(self.people[reply.by], self.posts[piece.name], parent, said)
        self.replies[piece.name, reply.at] = written

    def _edit(self, reply: ReplyText, key: Key) -> None:
        edit(self.people[reply.by], self.replies[key], ReplyDraft(reply.body))

    def _withdraw(self, reply: ReplyText, key: Key) -> None:
        withdraw(self.people[reply.by], self.replies[key])

    def _flag(self, one: FlagText, key: Key) -> None:
        flagged = flag(self.people[one.by], self.replies[key], reason=one.reason, words=one.words)
        self.cases[key] = flagged.case

    def _remove(self, removed: RemovedText, key: Key) -> None:
        moderator, case = self.people[removed.by], self.cases[key]
        claim(moderator, case)
        verdict = Verdict(
            action=DecisionAction.REMOVE, rule=removed.rule, reasons=removed.why, facts=removed.facts
        )
        decide(moderator, case, verdict, case.version)
