"""Rows of replies: what a conversation says of each."""

from typing import NamedTuple

from markupsafe import Markup

from forum import markup
from forum.access import Allowed, Viewer
from forum.accounts import names
from forum.discussion import policy, tending, tree
from forum.discussion.models import MAX_DEPTH, LockedBy, Post, Reply, Visibility
from forum.discussion.models.line import ReplyLine
from forum.discussion.queries.conversation import ConversationPage
from forum.discussion.reach import NO_REACH, Reach
from forum.discussion.routes.marks import NO_STEPS, Marks, Steps
from forum.discussion.routes.rows.saying import (
    Days,
    colour,
    folded_note,
    person_url,
    state_note,
    without_names,
)
from forum.discussion.routes.terms import closed, offers_answers
from forum.discussion.terms import EVERYWHERE, StandingLock, Terms
from forum.lib import clock
from forum.web.templating import exact_time

NO_WORDS = markup.render("").html
OWN_SHOWN = frozenset({Visibility.HELD, Visibility.AWAITING, Visibility.SET_ASIDE})


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
    closed: str | None = None
    tools: str = ""
    folded: str | None = None

    @property
    def author_url(self) -> str | None:
        """The address of its author's page."""
        return person_url(self.author) if self.author is not None else None

    @property
    def colour(self) -> int:
        """Which of the eight colours its author's ornament has."""
        return colour(self.seed or "0")


def reply_rows(
    viewer: Viewer,
    post: Post,
    page: ConversationPage,
    more_url: str | None,
    marks: Marks,
    terms: Terms | None,
    reach: Reach = NO_REACH,
) -> list[ReplyRow]:
    """A page of a conversation for the thread; `more_url` continues the branch that the page cuts."""
    lines, parents, beneath = page.rows, page.parents, page.tree.beneath
    if reach.kept_away:
        parents = without_names(parents, lines, reach)
    steps = marks.steps
    new_beneath = tree.beneath(lines, steps) if steps else {}
    # One's own waiting replies at top level come after the end of the branch that the page cuts.
    last = next((line for line in reversed(lines) if line.path is not None or line.depth), None)
    next_depths = [*(line.depth for line in lines[1:]), page.base]
    row = _Sheet(viewer, post, terms, reach, in_thread=True).row
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


def reply_row(viewer: Viewer, reply: Reply, *, opened: bool = False) -> ReplyRow:
    """One reply by itself; opened, it is shown with its words to whoever may decide about it."""
    return _Sheet(viewer, reply.post).row(ReplyLine.of(reply), opened=opened)


class _Sheet:
    """What is the same for all replies to a piece that one viewer sees."""

    def __init__(
        self,
        viewer: Viewer,
        post: Post,
        terms: Terms | None = None,
        reach: Reach = NO_REACH,
        *,
        in_thread: bool = False,
    ) -> None:
        self.viewer = viewer
        self.kept_away = reach.kept_away
        self.bars = terms.bars if terms is not None and terms.barred else None
        self.persona_id = viewer.persona_id
        self.is_moderator = viewer.is_moderator
        self.now = clock.now()
        self.author_id = post.persona_id if post.is_published else None
        can_answer = in_thread and offers_answers(viewer, post, terms)
        self.answer_at = f"/p/{post.public_id}/replies/new" if can_answer else None
        self.terms = terms if terms is not None and terms.locks else None
        self.said: set[StandingLock] = set()
        self.tends = isinstance(tending.can_tend(viewer, post), Allowed)
        self.offers_tools = in_thread and self.tends
        self.offers_menu = in_thread and viewer.is_signed_in
        self.days = Days()

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
        opened: bool = False,
    ) -> ReplyRow:
        """A reply as it is shown; a tombstone has neither name nor words nor time."""
        parent_id, parent_name = parent or ("", None)
        state = line.visibility
        own = line.persona_id == self.persona_id
        published = state == Visibility.PUBLISHED
        shown = published or opened or self._shows_hidden(line, own=own)
        lock = self.terms.lock_over(line.path) if self.terms is not None and line.path else None
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
            None if published else state_note(state, own=own, tends=self.tends),
            self.answer_at if published and lock is None and self._takes_answers(line) else None,
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
            self._closed(lock) if lock is not None else None,
            self._menu(line, own=own) if self.offers_menu else "",
            self._folded(line) if published and not own and self.kept_away else None,
        )

    def _shows_hidden(self, line: ReplyLine, *, own: bool) -> bool:
        """Whether the viewer sees the words of a text that is not published, if they are still there."""
        if own:
            return line.visibility in OWN_SHOWN and line.html != NO_WORDS
        return self.is_moderator and line.visibility == Visibility.SET_ASIDE and line.html != NO_WORDS

    def _takes_answers(self, line: ReplyLine) -> bool:
        """Whether the place is neither too deep nor closed to this viewer by somebody above it."""
        return line.depth < MAX_DEPTH and (self.bars is None or not self.bars(line.path or EVERYWHERE))

    def _folded(self, line: ReplyLine) -> str | None:
        """What stands in the place of words by somebody whom the viewer keeps away, until it is opened."""
        kind = self.kept_away.get(line.persona_id)
        return folded_note(kind) if kind is not None else None

    def _closed(self, lock: StandingLock) -> str | None:
        """Why a branch takes no replies: said once, at the first of its replies on the page."""
        if lock.path == EVERYWHERE or lock in self.said:
            return None
        self.said.add(lock)
        return closed(lock)

    def _menu(self, line: ReplyLine, *, own: bool) -> str:
        """What stands under "More" beneath a reply, as words that the template knows."""
        has_name = not own and line.pen_name != names.NOBODY
        for_all = ("keep block" if has_name else "keep") if line.is_published else ""
        return f"{for_all} {self._tools(line, own=own)}".strip() if self.offers_tools else for_all

    def _tools(self, line: ReplyLine, *, own: bool) -> str:
        """What the piece's author may do with a reply, as words that the template knows."""
        tools = []
        if line.is_published and not own:
            tools.append("hide")
        if line.visibility == Visibility.SET_ASIDE and not own:
            tools.append("show")
        if line.path is not None:
            tools += ["thaw"] if self._is_frozen(line.path) else ["freeze", "pause"]
        return " ".join(tools)

    def _is_frozen(self, path: bytes) -> bool:
        """Whether the author's own lock begins here."""
        locks = self.terms.locks if self.terms is not None else ()
        return any(lock.path == path and lock.locked_by == LockedBy.AUTHOR for lock in locks)
