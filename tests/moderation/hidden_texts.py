"""Texts in every state, with planted words, and every surface where they could show."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from forum.access import SYSTEM
from forum.discussion import states, visibility
from forum.discussion.actions.edit import edit
from forum.discussion.actions.remove import remove
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.composing import PostDraft, ReplyDraft
from forum.discussion.models import Hold, Post, Reply, SetAside, Visibility, Waits
from forum.lib import clock
from forum.lib.db import db
from forum.search.actions import catch_up
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address, text_of

PLANTED = "xylophone-under-the-stairs"
EARLIER = "marmalade-behind-the-clock"
TITLE = "The lighthouse keeper nobody met"
NEVER_SHOWN = (Visibility.HELD, Visibility.AWAITING)
ANSWER = "An answer that stays."


@dataclass
class Hidden:
    """A piece by Ada, or Otto's reply beneath one, brought into a state."""

    stage: Stage
    kind: str
    state: Visibility
    piece: str = ""
    text: str = ""
    answer: str = ""  # what stands beneath a reply that was shown
    tims: Visitor = field(init=False)

    @property
    def writer(self) -> Person:
        """Whoever wrote the text."""
        cast = self.stage.cast
        if self.state in NEVER_SHOWN:
            return cast.nell
        return cast.ada if self.kind == "post" else cast.otto

    def happen(self) -> "Hidden":
        """Write the text, let people hear of it, and bring it into the state."""
        stage, cast = self.stage, self.stage.cast
        self.tims = stage.visitor(cast.tim)
        if self.kind == "reply":
            self.piece = stage.piece(cast.ada, "Words that all may read.", title="A winter")
            stage.reply(cast.mira, self.piece, "Another reply, shown to all.")
            self.tims.get(address(self.piece))
        self._write()
        with stage.work():
            catch_up(SYSTEM)
        with stage.work():
            text = text_of(self.text)
            visibility.lock(text)
            _BRING[self.state](text, self.writer)
            assert text.visibility == self.state
        return self

    def _write(self) -> None:
        stage, writer = self.stage, self.writer
        words = f"{EARLIER} @Bodil"
        if self.kind == "post":
            self.text = self.piece = stage.piece(writer, words, title=TITLE)
        else:
            self.text = stage.reply(writer, self.piece, words)
        with stage.work():
            draft = PostDraft(TITLE, f"{PLANTED} @Bodil") if self.kind == "post" else ReplyDraft(PLANTED)
            edit(writer.viewer, text_of(self.text), draft)
        if self.state not in NEVER_SHOWN:
            self.answer = stage.reply(stage.cast.mira, self.text, ANSWER)


def _held(text: Post | Reply, _writer: Person) -> None:
    assert text.published_at is None, "a newcomer's text waits by itself"


def _awaiting(text: Post | Reply, _writer: Person) -> None:
    states.release_holds(text)
    _hold(text, "approve_first", Waits.AUTHOR)


def _hidden(text: Post | Reply, _writer: Person) -> None:
    _hold(text, "flags", Waits.MODERATORS)


def _hold(text: Post | Reply, reason: str, waits_for: Waits) -> None:
    db.session.add(Hold(**states.about(text), reason=reason, waits_for=waits_for, at=clock.now()))
    visibility.settle(text)


def _removed(text: Post | Reply, _writer: Person) -> None:
    remove(SYSTEM, text, rule_number=2)


def _withdrawn(text: Post | Reply, writer: Person) -> None:
    withdraw(writer.viewer, text)


def _set_aside(text: Post | Reply, _writer: Person) -> None:
    db.session.add(SetAside(reply_id=text.id, at=clock.now()))
    visibility.settle(text)


_BRING: dict[Visibility, Callable[[Post | Reply, Person], None]] = {
    Visibility.PUBLISHED: lambda _text, _writer: None,
    Visibility.HELD: _held,
    Visibility.AWAITING: _awaiting,
    Visibility.HIDDEN: _hidden,
    Visibility.REMOVED: _removed,
    Visibility.WITHDRAWN: _withdrawn,
    Visibility.SET_ASIDE: _set_aside,
}

STATES_OF = {
    "post": (Visibility.HELD, Visibility.HIDDEN, Visibility.REMOVED, Visibility.WITHDRAWN),
    "reply": tuple(state for state in _BRING if state != Visibility.PUBLISHED),
}


def _page(where: Callable[[Hidden], str]) -> Callable[[Hidden, Visitor], str]:
    def read(hidden: Hidden, visitor: Visitor) -> str:
        answer = visitor.get(where(hidden), follow_redirects=True)
        assert answer.status_code < 500
        return answer.text

    return read


def _search(_hidden: Hidden, visitor: Visitor) -> str:
    """What is found; the page says what was asked for once more, but above that."""
    found = [visitor.post("/search", words=words).text for words in (PLANTED, EARLIER, TITLE)]
    return re.sub("</?mark>", "", "".join(page.partition('class="search__choices"')[2] for page in found))


# Each reads one place where a text, or that it is there, could show.
SURFACES: dict[str, Callable[[Hidden, Visitor], str]] = {
    "front page": _page(lambda hidden: "/"),
    "space": _page(lambda hidden: "/s/essays"),
    "its own address": _page(lambda hidden: address(hidden.text)),
    "conversation": _page(lambda hidden: address(hidden.piece)),
    "newest first": _page(lambda hidden: f"{address(hidden.piece)}?sort=newest"),
    "branch": _page(lambda hidden: f"{address(hidden.piece)}?view={hidden.text.split(':')[1]}"),
    "context of an answer": _page(
        lambda hidden: (
            f"{address(hidden.piece)}?view={(hidden.answer or hidden.text).split(':')[1]}&context=5"
        )
    ),
    "what is new": _page(lambda hidden: f"{address(hidden.piece)}/unread"),
    "news poll": _page(lambda hidden: f"{address(hidden.piece)}/news?since=0"),
    "reply form": _page(
        lambda hidden: f"{address(hidden.piece)}/replies/new?parent={hidden.text.split(':')[1]}"
    ),
    "revision history": _page(lambda hidden: f"{address(hidden.text)}/edit"),
    "withdrawal": _page(lambda hidden: f"{address(hidden.text)}/withdraw"),
    "page of its writer": _page(lambda hidden: f"/u/{hidden.writer.pen_name}"),
    "search": _search,
    "notices": _page(lambda hidden: "/notifications"),
    "flag form": _page(lambda hidden: f"/flag?on={hidden.text}"),
    "my moderation": _page(lambda hidden: "/moderation/mine"),
    "public log": _page(lambda hidden: "/moderation/log"),
    "transparency": _page(lambda hidden: "/about/transparency"),
}


def others(stage: Stage, cast: Cast) -> list[tuple[str, Visitor]]:
    """Everybody who is neither the writer nor a moderator, nor the author of the piece."""
    return [
        ("a visitor at the gate", stage.new_visitor()),
        ("a visitor", stage.guest()),
        ("a member who was there before", stage.visitor(cast.tim)),
        ("a suspended member who was mentioned", stage.visitor(cast.bo)),
    ]
