"""The queue: what waits, the most urgent first, in a number of queries that does not grow with it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, func, literal_column, select, true
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Account, Persona
from forum.discussion.models import Post, Reply
from forum.lib import clock, pages
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, cut
from forum.moderation import policy
from forum.moderation.models import (
    Case,
    CaseOrigin,
    CasePass,
    CaseState,
    Flag,
    Proposal,
    SparedReason,
)
from forum.moderation.reasons import READ_WITHIN, Priority, Reason, most_urgent

CASES_A_PAGE = 25
ORDER = (Case.priority, Case.score_rank, Case.opened_at, Case.id)  # the most urgent, then most serious
NEWEST = (Case.decided_at, Case.id)
NO_CASE = 0  # an id that none has
COUNTED = 100  # "99+" says enough, and every page of a moderator asks


class Tab(StrEnum):
    """Which cases a moderator looks at."""

    OPEN = "open"  # all that waits
    HELD = "held"  # first texts and what else waits before it is shown
    APPEALS = "appeals"
    SECOND = "second"  # proposals that need a second key
    ESCALATED = "escalated"  # to the administrators
    MINE = "mine"  # what one has claimed
    DECIDED = "decided"  # the newest first

    @classmethod
    def named(cls, name: str | None) -> "Tab":
        """The tab of a name, or all that waits."""
        return cls(name) if name in set(cls) else cls.OPEN


@dataclass(frozen=True)
class QueueItem:
    """One case as the queue shows it: what there is to read, before it is read."""

    case: Case
    text: Post | Reply | None  # None where it is about a person
    piece: Post | None
    persona: Persona
    reason: Reason | None  # None where nobody has flagged
    flags: int
    first_words: str
    words: int
    due_at: datetime
    claimed_by: str | None
    claimed_by_viewer: bool


def queue(viewer: Viewer, tab: Tab = Tab.OPEN, after: str | None = None) -> Page[QueueItem]:
    """The cases of a tab that a viewer may read, the most urgent first; not those about themselves.

    What they passed on, and reasons that they would rather not read, are left out of what waits. `after`
    is the public id of the last case of the page before; an unknown one raises AccessRefused.
    """
    require(policy.can_see_queue(viewer))
    order = NEWEST if tab is Tab.DECIDED else ORDER
    query = _cases(viewer).where(*_of_tab(viewer, tab))
    if after is not None:
        last = _find(after)
        place = [getattr(last, column.key) for column in order]
        query = query.where((pages.before if tab is Tab.DECIDED else pages.after)(order, place))
    query = query.order_by(*(column.desc() if tab is Tab.DECIDED else column for column in order))
    page = cut(db.session.scalars(query.limit(CASES_A_PAGE + 1)).unique().all(), CASES_A_PAGE)
    return Page(tuple(_item(viewer, case) for case in page.items), page.has_more)


def open_case_count(viewer: Viewer) -> int:
    """How many cases wait for a viewer, at most COUNTED; 0 for whoever is no moderator."""
    if not viewer.is_moderator:
        return 0
    query = select(Case.id).outerjoin(Case.post).outerjoin(Case.reply)
    query = query.where(*_of_tab(viewer, Tab.OPEN), _not_own(viewer, Post, Reply))
    return db.session.scalar(select(func.count()).select_from(query.limit(COUNTED).subquery())) or 0


def _of_tab(viewer: Viewer, tab: Tab) -> list[ColumnElement[bool]]:
    if tab is Tab.DECIDED:
        return [Case.state == CaseState.DECIDED]
    is_open = Case.state == CaseState.OPEN
    if tab is Tab.MINE:
        lapsed = clock.now() - policy.CLAIM_LAPSES_AFTER
        return [is_open, Case.claimed_by_id == viewer.account_id, Case.claimed_at > lapsed]
    if tab is Tab.SECOND:
        # Looked up first: few wait, and a database would else look through all cases for them.
        waits = select(Proposal.case_id).where(Proposal.state == literal_column("'waiting'"))
        found = db.session.scalars(waits.limit(COUNTED)).all() or [NO_CASE]
        return [is_open, Case.id.in_(found), *_not_spared(viewer)]
    only: dict[Tab, ColumnElement[bool]] = {
        Tab.HELD: Case.origin == CaseOrigin.HELD,
        Tab.APPEALS: Case.origin == CaseOrigin.APPEAL,
        Tab.ESCALATED: Case.escalated_at.is_not(None),
    }
    return [is_open, *([only[tab]] if tab in only else []), *_not_spared(viewer)]


def _not_spared(viewer: Viewer) -> list[ColumnElement[bool]]:
    """Neither passed on, nor flagged for what the viewer would rather not read, unless it is overdue."""
    passed = exists().where(CasePass.case_id == Case.id, CasePass.account_id == viewer.account_id)
    spared = exists().where(
        Flag.case_id == Case.id,
        Flag.reason == SparedReason.reason,
        SparedReason.account_id == viewer.account_id,
    )
    is_overdue = Case.reminded_at.is_not(None)  # what nobody takes comes back to all
    return [~passed | is_overdue, ~spared | is_overdue]


def _cases(viewer: Viewer) -> Select[Case]:
    """Cases with all that the queue shows of them, but for those about the viewer."""
    post, reply = aliased(Post), aliased(Reply)
    return (
        select(Case)
        .outerjoin(Case.post.of_type(post))
        .outerjoin(Case.reply.of_type(reply))
        .where(_not_own(viewer, post, reply))
        .options(
            joinedload(Case.post).defer(Post.html),
            joinedload(Case.reply).defer(Reply.html),
            joinedload(Case.reply).joinedload(Reply.post).options(defer(Post.html), defer(Post.source)),
            joinedload(Case.persona),
            joinedload(Case.claimed_by).selectinload(Account.personas),
            selectinload(Case.flags),
        )
    )


def _not_own(viewer: Viewer, post: type[Post], reply: type[Reply]) -> ColumnElement[bool]:
    """Somebody else reads what was flagged in a moderator's own texts, or is about them."""
    if viewer.persona_id is None:
        return true()
    concerned = func.coalesce(post.persona_id, reply.persona_id, Case.persona_id)
    return concerned != viewer.persona_id


def _find(public_id: str) -> Case:
    found = by_public_id(Case, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    return found


def _item(viewer: Viewer, case: Case) -> QueueItem:
    text = case.text
    persona = text.persona if text is not None else case.persona
    if persona is None:
        raise LookupError("a case is about a text or a person")
    claimed = policy.is_claimed(case, clock.now())
    holder = case.claimed_by.personas if claimed and case.claimed_by else []
    return QueueItem(
        case=case,
        text=text,
        piece=text.post if isinstance(text, Reply) else text,
        persona=persona,
        reason=most_urgent([flag.reason for flag in case.flags]),
        flags=len(case.flags),
        first_words=next((flag.words for flag in case.flags if flag.words), ""),
        words=len(text.source.split()) if text is not None else 0,
        due_at=case.opened_at + READ_WITHIN[Priority(case.priority)],
        claimed_by=holder[0].pen_name if holder else None,
        claimed_by_viewer=claimed and case.claimed_by_id == viewer.account_id,
    )
