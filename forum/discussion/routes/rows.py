"""What the templates show of pieces and replies: words and addresses, nothing the reader may not know."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from forum import markup
from forum.access import Allowed, Viewer
from forum.discussion import policy, tree
from forum.discussion.models import MAX_DEPTH, Post, Reply, Visibility
from forum.discussion.models.line import ReplyLine
from forum.discussion.queries.conversation import ConversationPage
from forum.discussion.queries.visits import Count
from forum.discussion.routes.marks import NO_STEPS, Marks, Steps
from forum.lib import clock
from forum.web.templating import coarse_day, coarse_time, exact_time

NOTHING_NEW: Mapping[int, Count] = {}
NO_WORDS = markup.render("").html


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One piece in a list; components/pieces.html says what each attribute is for."""

    url: str
    title: str
    author: str
    author_url: str
    seed: str
    space: str | None
    space_url: str
    when: str
    when_machine: str
    notes: str
    excerpt: str
    replies: int
    takes_replies: bool
    state_note: str | None
    some_new: str | None = None
    new_url: str | None = None


class ReplyRow(NamedTuple):
    """One reply in a conversation; components/thread.html says what each attribute is for.

    A reply that was drawn before is known by its row again: what is drawn depends on nothing else.
    """

    id: str
    parent_id: str
    parent_name: str | None
    depth: int
    number: int | None
    author: str | None
    seed: str | None
    is_author: bool
    when: str
    when_machine: str
    when_exact: str | None
    is_edited: bool
    html: Markup
    state: str
    state_note: str | None
    answer_at: str | None = None
    can_edit: bool = False
    can_withdraw: bool = False
    can_flag: bool = False
    can_moderate: bool = False
    is_new: bool = False
    new_before: str | None = None
    new_after: str | None = None
    is_marked: bool = False
    below: int = 0
    below_new: int = 0
    ends: int = 0
    more_url: str | None = None

    @property
    def author_url(self) -> str | None:
        """The address of its author's page."""
        return person_url(self.author) if self.author is not None else None

    @property
    def colour(self) -> int:
        """Which of the eight colours its author's ornament has."""
        return max("0123456789abcdef".find(self.seed[-1]), 0) % 8 if self.seed else 0


def person_url(pen_name: str) -> str:
    """The address of a pen name's page; `url_for` would cost ten times as much, and there are hundreds."""
    return f"/u/{quote(pen_name, safe='')}"


def piece_rows(
    posts: Iterable[Post], new: Mapping[int, Count] = NOTHING_NEW, *, with_space: bool = True
) -> list[PieceRow]:
    """Pieces for a list; `new` says of which how many replies are new.

    Addresses are put together here: `url_for` takes twenty microseconds for each.
    """
    return [
        PieceRow(
            url=f"/p/{post.public_id}",
            title=post.title,
            author=post.persona.pen_name,
            author_url=person_url(post.persona.pen_name),
            seed=post.persona.identicon_seed,
            space=post.space.name if with_space else None,
            space_url=f"/s/{quote(post.space.slug, safe='')}",
            when=coarse_time(post.dated),
            when_machine=_coarse_machine(post.dated.date()),
            notes=post.content_notes,
            excerpt=post.excerpt,
            replies=post.reply_count,
            takes_replies=post.is_published and post.takes_replies,
            state_note=state_note(post.visibility, own=True),
            some_new=_some_new(new[post.id]) if post.id in new else None,
            new_url=f"/p/{post.public_id}/unread",
        )
        for post in posts
    ]


def reply_rows(
    viewer: Viewer,
    post: Post,
    page: ConversationPage,
    more_url: str | None,
    marks: Marks,
) -> list[ReplyRow]:
    """A page of a conversation for the thread; `more_url` continues the branch that the page cuts."""
    lines, parents, beneath = page.rows, page.parents, page.tree.beneath
    steps = marks.steps
    new_beneath = tree.beneath(lines, steps) if steps else {}
    # One's own waiting replies at top level come after the end of the branch that the page cuts.
    last = next((line for line in reversed(lines) if line.path is not None or line.depth), None)
    next_depths = [*(line.depth for line in lines[1:]), page.base]
    row = _Sheet(viewer, post).row
    return [
        row(
            line,
            parent=parents.get(line.parent_id) if line.parent_id is not None else None,
            steps=steps.get(line.id),
            below=beneath[line.id],
            below_new=new_beneath.get(line.id, 0),
            ends=max(line.depth - next_depth, 0),
            more_url=more_url if line is last else None,
        )
        for line, next_depth in zip(lines, next_depths, strict=False)
    ]


def reply_row(viewer: Viewer, reply: Reply) -> ReplyRow:
    """One reply by itself."""
    return _Sheet(viewer, reply.post).row(ReplyLine.of(reply))


class _Sheet:
    """What is the same for all replies to a piece that one viewer sees."""

    def __init__(self, viewer: Viewer, post: Post) -> None:
        self.viewer = viewer
        self.persona_id = viewer.persona_id
        self.is_moderator = viewer.is_moderator
        self.now = clock.now()
        self.author_id = post.persona_id if post.is_published else None
        # Visitors are offered to answer, too; they are asked to sign in then.
        takes_replies = not viewer.is_signed_in or isinstance(policy.can_reply(viewer, post), Allowed)
        self.answer_at = f"/p/{post.public_id}/replies/new" if takes_replies and post.takes_replies else None
        self.days = _Days()

    def row(
        self,
        line: ReplyLine,
        *,
        parent: tuple[str, str | None] | None = None,
        steps: Steps | None = None,
        below: int = 0,
        below_new: int = 0,
        ends: int = 0,
        more_url: str | None = None,
    ) -> ReplyRow:
        """A reply as it is shown; a tombstone has neither name nor words nor time."""
        parent_id, parent_name = parent or ("", None)
        state = line.visibility
        own = line.persona_id == self.persona_id
        published = state == Visibility.PUBLISHED
        shown = published or (own and state == Visibility.HELD)
        when, when_machine = self.days[line.dated.date()] if shown else ("", "")
        # By place: names would cost as much as all else here.
        return ReplyRow(
            line.public_id,
            parent_id,
            parent_name,
            line.depth,
            line.ordinal if line.depth == 0 else None,
            line.pen_name if shown else None,
            line.identicon_seed if shown else None,
            shown and line.persona_id == self.author_id,
            when,
            when_machine,
            exact_time(line.dated) if shown and (own or self.is_moderator) else None,
            shown and line.is_edited,
            line.html if shown else NO_WORDS,
            state if state != Visibility.HIDDEN else Visibility.REMOVED,
            None if published else state_note(state, own=own),
            self.answer_at if published and line.depth < MAX_DEPTH else None,
            own and isinstance(policy.can_edit(self.viewer, line, self.now), Allowed),
            own and isinstance(policy.can_withdraw(self.viewer, line), Allowed),
            shown and not own,
            shown and self.is_moderator,
            steps is not None,
            *(steps or NO_STEPS),
            False,
            below,
            below_new,
            ends,
            more_url,
        )


class _Days(dict[date, tuple[str, str]]):
    """Each day's words, and the day for machines: found once a page."""

    def __missing__(self, day: date) -> tuple[str, str]:
        found = self[day] = (coarse_day(day), _coarse_machine(day))
        return found


def state_note(visibility: str, *, own: bool) -> str | None:
    """The sentence that stands for, or above, a text that is not simply there."""
    if visibility == Visibility.HELD:
        return _("Waiting for a moderator. Only you can see it.") if own else _("Waiting for a moderator.")
    if visibility == Visibility.HIDDEN:
        return _("A moderator is looking at this.")
    if visibility == Visibility.REMOVED:
        return (
            _("Removed by a moderator. The reasons are in your notices.")
            if own
            else _("Removed by a moderator.")
        )
    if visibility == Visibility.WITHDRAWN:
        return _("Withdrawn by its author.")
    return None


def _some_new(count: Count) -> str:
    if count.is_more:
        return _("more than %(num)d new", num=count.number)
    return ngettext("%(num)d new", "%(num)d new", count.number)


def _coarse_machine(day: date) -> str:
    """The day while days are shown, its month when the words say no more than that."""
    return day.strftime("%Y-%m-%d" if (clock.today() - day).days < 300 else "%Y-%m")
