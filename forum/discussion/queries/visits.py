"""What a member has been shown of conversations; a visitor is remembered nowhere but in their browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from forum.access import Allowed, Viewer, require
from forum.accounts.models import Account
from forum.discussion import policy, sitting
from forum.discussion.models import Post, Reply, Visibility, Visit
from forum.discussion.sitting import REMEMBERED, Seen, Sitting
from forum.lib import clock
from forum.lib.db import db

ACCOUNT, REPLY, VISIT = Account.__table__, Reply.__table__, Visit.__table__
MOST_COUNTED = 50  # of each piece in a list: "50+ new" says what there is to know


@dataclass(frozen=True, slots=True)
class Memory:
    """A member before a piece: the sitting that they are in, and the one that is kept, if any is."""

    post_id: int
    sitting: Sitting
    kept: Sitting | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many replies are new, at least: beyond the bound nobody counts."""

    number: int
    is_more: bool = False


def memory_of(viewer: Viewer, post: Post) -> Memory | None:
    """What is remembered of a viewer's visits to a piece; None where nothing may be.

    Cases: a visitor: nothing · a member who has turned it off: nothing · a first visit, or one after
    a month: a memory in which nothing is new · else what is kept.
    """
    if not isinstance(policy.can_keep_visits(viewer), Allowed):
        return None
    values = {"account": viewer.account_id, "post": post.id}
    row = db.session.connection().execute(_kept_visit(), values).one_or_none()
    if row is None or not row.keeps_visits:
        return None
    now = clock.now()
    if row.opened_on is None:
        return Memory(post.id, sitting.first(post.last_sequence, now), None)
    kept = Sitting(
        row.opened_on,
        row.sitting_until,
        Seen.from_bytes(row.seen_through, row.seen_beyond),
        Seen.from_bytes(row.old_through, row.old_beyond),
    )
    if sitting.is_forgotten(kept.opened_on, now.date()):
        return Memory(post.id, sitting.first(post.last_sequence, now), kept)
    return Memory(post.id, sitting.resume(kept, now), kept)


@cache
def _kept_visit() -> Select[Any]:
    """An account's switch, and its visit to a piece; made once, for that takes as long as asking it."""
    visit, account = VISIT.c, ACCOUNT.c
    own = (visit.account_id == account.id) & (visit.post_id == bindparam("post"))
    return (
        select(
            account.keeps_visits,
            visit.opened_on,
            visit.sitting_until,
            visit.seen_through,
            visit.seen_beyond,
            visit.old_through,
            visit.old_beyond,
        )
        .outerjoin_from(ACCOUNT, VISIT, own)
        .where(account.id == bindparam("account"))
    )


def new_in(viewer: Viewer, posts: Sequence[Post]) -> dict[int, Count]:
    """How many replies were published since a member opened each of these pieces; only those with any."""
    ids = [post.id for post in posts if post.reply_count]
    if not ids or not isinstance(policy.can_keep_visits(viewer), Allowed):
        return {}
    oldest = clock.today() - timedelta(days=REMEMBERED.days)
    rows = db.session.execute(
        _unseen(),
        {"account": viewer.account_id, "persona": viewer.persona_id, "posts": ids, "oldest": oldest},
    )
    last = {post.id: post.last_sequence for post in posts}
    found: dict[int, Count] = {}
    for post_id, through, beyond, sequence in rows:
        if sequence not in Seen.from_bytes(through, beyond):
            number = found[post_id].number + 1 if post_id in found else 1
            found[post_id] = Count(number, last[post_id] > through + MOST_COUNTED)
    return found


@cache
def _unseen() -> Select[Any]:
    """Replies by others to pieces that an account opened, which it has not been shown."""
    visit, reply = VISIT.c, REPLY.c
    return (
        select(visit.post_id, visit.seen_through, visit.seen_beyond, reply.sequence)
        .join_from(VISIT, REPLY, reply.post_id == visit.post_id)
        .where(
            visit.account_id == bindparam("account"),
            visit.post_id.in_(bindparam("posts", expanding=True)),
            visit.opened_on >= bindparam("oldest"),
            reply.sequence > visit.seen_through,
            reply.sequence <= visit.seen_through + MOST_COUNTED,
            reply.visibility == Visibility.PUBLISHED,
            reply.persona_id != bindparam("persona"),
        )
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a member's settings page says of their visits."""

    is_on: bool
    pieces: int


def kept_of(viewer: Viewer) -> Kept:
    """Whether the viewer's visits are remembered, and of how many pieces."""
    require(policy.can_keep_visits(viewer))
    is_on = db.session.scalar(select(Account.keeps_visits).where(Account.id == viewer.account_id))
    pieces = db.session.scalar(
        select(func.count()).select_from(Visit).where(Visit.account_id == viewer.account_id)
    )
    return Kept(bool(is_on), pieces or 0)
