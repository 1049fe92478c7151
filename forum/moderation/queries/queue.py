"""The queue: what waits, the most urgent first, in a number of queries that does not grow with it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Account
from forum.discussion.models import Post, Reply
from forum.lib import clock, pages
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, cut
from forum.moderation import policy
from forum.moderation.models import Case, CaseState
from forum.moderation.reasons import Reason, most_urgent

CASES_A_PAGE = 25
ORDER = (Case.priority, Case.score_rank, Case.opened_at, Case.id)  # the most urgent, then most serious
# Not that there is no persona: SQLite would take the index of cases about personas for the better one.
ABOUT_A_TEXT = func.coalesce(Case.post_id, Case.reply_id).is_not(None)
COUNTED = 100  # "99+" says enough, and every page of a moderator asks


@dataclass(frozen=True)
class QueueItem:
    """One case as the queue shows it: what there is to read, before it is read."""

    case: Case
    text: Post | Reply
    piece: Post
    reason: Reason | None  # None where nobody has flagged
    flags: int
    first_words: str
    words: int
    claimed_by: str | None
    claimed_by_viewer: bool


def queue(viewer: Viewer, after: str | None = None) -> Page[QueueItem]:
    """The open cases that a viewer may read, the most urgent first; not those on their own texts.

    `after` is the public id of the last case of the page before; an unknown one raises AccessRefused.
    """
    require(policy.can_see_queue(viewer))
    query = _open_cases(viewer)
    if after is not None:
        last = _find(after)
        query = query.where(pages.after(ORDER, [getattr(last, column.key) for column in ORDER]))
    query = query.order_by(*ORDER).limit(CASES_A_PAGE + 1)
    page = cut(db.session.scalars(query).unique().all(), CASES_A_PAGE)
    return Page(tuple(_item(viewer, case) for case in page.items), page.has_more)


def open_case_count(viewer: Viewer) -> int:
    """How many cases wait for a viewer, at most COUNTED; 0 for whoever is no moderator."""
    if not viewer.is_moderator:
        return 0
    query = select(Case.id).outerjoin(Case.post).outerjoin(Case.reply)
    query = query.where(Case.state == CaseState.OPEN, ABOUT_A_TEXT, _not_own(viewer, Post, Reply))
    return db.session.scalar(select(func.count()).select_from(query.limit(COUNTED).subquery())) or 0


def _open_cases(viewer: Viewer) -> Select[Case]:
    """Open cases about texts, with all that the queue shows of them."""
    post, reply = aliased(Post), aliased(Reply)
    return (
        select(Case)
        .outerjoin(Case.post.of_type(post))
        .outerjoin(Case.reply.of_type(reply))
        .where(Case.state == CaseState.OPEN, ABOUT_A_TEXT, _not_own(viewer, post, reply))
        .options(
            joinedload(Case.post).defer(Post.html),
            joinedload(Case.reply).defer(Reply.html),
            joinedload(Case.reply).joinedload(Reply.post).options(defer(Post.html), defer(Post.source)),
            joinedload(Case.claimed_by).selectinload(Account.personas),
            selectinload(Case.flags),
        )
    )


def _not_own(viewer: Viewer, post: type[Post], reply: type[Reply]) -> ColumnElement[bool]:
    """Somebody else reads what was flagged in a moderator's own texts."""
    if viewer.persona_id is None:
        return true()
    author = func.coalesce(post.persona_id, reply.persona_id)
    return author != viewer.persona_id


def _find(public_id: str) -> Case:
    found = by_public_id(Case, public_id)
    if found is None:
        raise AccessRefused(Hidden())
    return found


def _item(viewer: Viewer, case: Case) -> QueueItem:
    text = case.text
    if text is None:
        raise LookupError("the queue asked for cases about texts only")
    claimed = policy.is_claimed(case, clock.now())
    holder = case.claimed_by.personas if claimed and case.claimed_by else []
    return QueueItem(
        case=case,
        text=text,
        piece=text if isinstance(text, Post) else text.post,
        reason=most_urgent([flag.reason for flag in case.flags]),
        flags=len(case.flags),
        first_words=next((flag.words for flag in case.flags if flag.words), ""),
        words=len(text.source.split()),
        claimed_by=holder[0].pen_name if holder else None,
        claimed_by_viewer=claimed and case.claimed_by_id == viewer.account_id,
    )
