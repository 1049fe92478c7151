"""What must be true of the discussion's rows, and how its counters are made anew from them."""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import aliased

from forum.accounts.models import Persona
from forum.discussion import placement, states
from forum.discussion.models import (
    Audience,
    Hold,
    Lock,
    Post,
    Reply,
    SetAside,
    Visibility,
    VisitorsKeptOut,
    Waits,
)
from forum.lib.checks import NAMED, Check, none_of, some
from forum.lib.db import db

AT_ONCE = 10_000  # replies in memory while their places are looked at
SHOWN = Reply.visibility == Visibility.PUBLISHED
AT_TOP = Reply.parent_id.is_(None)
LOCKS = (
    select(func.count(Lock.id))
    .where(Lock.post_id == Post.id, Lock.lifted_at.is_(None))
    .correlate(Post)
    .scalar_subquery()
)

Beneath = aliased(Reply)


def _pieces() -> Select[Any]:
    """Pieces whose counters are not those of the replies beneath them."""
    true = (
        select(
            Reply.post_id,
            func.count().filter(SHOWN).label("shown"),
            func.max(Reply.published_at).filter(SHOWN).label("newest"),
            func.max(Reply.ordinal).filter(AT_TOP).label("last"),
            func.max(Reply.sequence).label("sequence"),
        )
        .group_by(Reply.post_id)
        .subquery()
    )
    wrong = or_(
        Post.reply_count != func.coalesce(true.c.shown, 0),
        Post.last_reply_at.is_distinct_from(true.c.newest),
        Post.last_ordinal != func.coalesce(true.c.last, 0),
        Post.last_sequence != func.coalesce(true.c.sequence, 0),
        Post.locks != LOCKS,
    )
    return select(Post.public_id).outerjoin(true, true.c.post_id == Post.id).where(wrong)


def _parents() -> Select[Any]:
    """Replies whose count of given ordinals is not that of the replies beneath them."""
    true = (
        select(Reply.parent_id, func.max(Reply.ordinal).label("last"))
        .where(Reply.parent_id.is_not(None))
        .group_by(Reply.parent_id)
        .subquery()
    )
    wrong = Reply.last_ordinal != func.coalesce(true.c.last, 0)
    return select(Reply.public_id).outerjoin(true, true.c.parent_id == Reply.id).where(wrong)


def count_anew() -> int:
    """Make the counters anew where they are wrong; returns how many rows changed."""
    if db.session.connection().dialect.name == "postgresql":
        # Counted from rows that somebody is just changing, they would be wrong again.
        db.session.execute(text("LOCK TABLE post, reply IN SHARE ROW EXCLUSIVE MODE"))
    pieces = update(Post).where(Post.public_id.in_(_pieces()))
    parents = update(Reply).where(Reply.public_id.in_(_parents()))
    beneath = Beneath.post_id == Post.id
    shown = beneath & (Beneath.visibility == Visibility.PUBLISHED)
    counted = {
        "reply_count": _one(func.count(), shown),
        "last_reply_at": _one(func.max(Beneath.published_at), shown),
        "last_ordinal": func.coalesce(
            _one(func.max(Beneath.ordinal), beneath & Beneath.parent_id.is_(None)), 0
        ),
        "last_sequence": func.coalesce(_one(func.max(Beneath.sequence), beneath), 0),
        "locks": LOCKS,
    }
    last = func.coalesce(_one(func.max(Beneath.ordinal), Beneath.parent_id == Reply.id), 0)
    done = [pieces.values(counted), parents.values(last_ordinal=last)]
    rows = [db.session.execute(one.execution_options(synchronize_session=False)) for one in done]
    return sum(getattr(row, "rowcount", 0) for row in rows)


def _one(value: ColumnElement[Any], where: ColumnElement[bool]) -> ScalarSelect[Any]:
    return select(value).select_from(Beneath).where(where).correlate(Post, Reply).scalar_subquery()


def _texts() -> Select[Any]:
    """Texts whose state is not that of the records about them, or that are shown but never were."""

    def of(kind: type[Post] | type[Reply]) -> Select[Any]:
        unseen = (kind.visibility == Visibility.PUBLISHED) & kind.published_at.is_(None)
        return select(kind.public_id).where(or_(kind.visibility != states.of(kind), unseen))

    return union_all(of(Post), of(Reply)).subquery().select()


def _misplaced() -> Iterator[str]:
    """Replies that do not stand where their parent and their ordinal put them."""
    parent = aliased(Reply)
    last, count = 0, 0
    names: list[str] = []
    while True:
        rows = db.session.execute(
            select(
                *(Reply.id, Reply.public_id, Reply.post_id, Reply.parent_id, Reply.published_at),
                *(Reply.depth, Reply.ordinal, Reply.sequence, Reply.branch_rank, Reply.path),
                *(parent.post_id, parent.depth, parent.branch_rank, parent.path),
            )
            .outerjoin(parent, parent.id == Reply.parent_id)
            .where(Reply.id > last)
            .order_by(Reply.id)
            .limit(AT_ONCE)
        ).all()
        if not rows:
            break
        last = rows[-1][0]
        wrong = [row[1] for row in rows if not _stands_right(tuple(row))]
        count += len(wrong)
        names = (names + wrong)[:NAMED]
    if count:
        yield some(_("Replies that do not stand beneath what they answer"), count, names)


def _stands_right(row: tuple[Any, ...]) -> bool:
    """Whether a reply's depth, rank and path follow from its parent's; one that was not shown has none."""
    _id, _name, post_id, parent_id, published_at, depth, ordinal, sequence, rank, path, *above = row
    above_post, above_depth, above_rank, above_path = above
    if depth != (0 if parent_id is None else above_depth + 1):
        return False
    if parent_id is not None and above_post != post_id:
        return False
    if published_at is None:
        return (path, ordinal, sequence, rank) == (None, None, None, None)
    if parent_id is None:
        above_path, above_rank = b"", -ordinal if ordinal else None
    if path is None or not ordinal or not sequence or above_path is None:
        return False
    return bool(rank == above_rank and path == placement.path_beneath(above_path, ordinal))


def _locks() -> Select[Any]:
    """Locks over a reply of another piece, or over one that was never shown, or by one role twice."""
    wrong = or_(Reply.post_id != Lock.post_id, Reply.path.is_(None))
    astray = select(Lock.id).join(Reply, Reply.id == Lock.reply_id).where(wrong)
    place = (Lock.post_id, Lock.reply_id, Lock.locked_by)
    twice = (
        select(func.max(Lock.id)).where(Lock.lifted_at.is_(None)).group_by(*place).having(func.count() > 1)
    )
    return union_all(astray, twice).subquery().select()


def _tended() -> Select[Any]:
    """Replies that an author hid twice or that wait for their own writer; a wait that nothing can end."""
    hidden_twice = (
        select(func.max(SetAside.reply_id))
        .where(SetAside.lifted_at.is_(None))
        .group_by(SetAside.reply_id)
        .having(func.count() > 1)
    )
    own = (
        select(Hold.reply_id)
        .join(Reply, Reply.id == Hold.reply_id)
        .join(Post, Post.id == Reply.post_id)
        .where(Hold.waits_for == Waits.AUTHOR, Reply.persona_id == Post.persona_id)
    )
    of_pieces = select(Hold.post_id).where(Hold.waits_for == Waits.AUTHOR, Hold.post_id.is_not(None))
    return union_all(hidden_twice, own, of_pieces).subquery().select()


def _shown_to_visitors() -> Select[Any]:
    """Pieces for everyone by whoever hides all of theirs, and hidden ones by whoever does not."""
    kept_out = exists().where(VisitorsKeptOut.persona_id == Post.persona_id)
    shown = kept_out & (Post.audience == Audience.EVERYONE)
    waits = Post.audience_else.is_not(None) & (~kept_out | (Post.audience != Audience.MEMBERS))
    # One that was disowned today may still come back to its author.
    is_owned = exists().where(Persona.id == Post.persona_id, Persona.account_id.is_not(None))
    return select(Post.public_id).where(or_(shown, waits & is_owned))


CHECKS = (
    Check(
        _("The counters of pieces and replies are those of the rows."),
        none_of(_("Texts whose counters are wrong"), _pieces, _parents),
        count_anew,
    ),
    Check(
        _("Every text is shown, held, removed, withdrawn or hidden by an author as its records say."),
        none_of(_("Texts whose state is not what their records say"), _texts),
    ),
    Check(
        _("Every lock closes a place in its own conversation, once for each role."),
        none_of(_("Locks that close nothing, or the same place twice"), _locks),
    ),
    Check(
        _("What waits for an author, or was hidden by one, is a reply of somebody else, and noted once."),
        none_of(_("Replies that are noted wrongly as waiting or hidden"), _tended),
    ),
    Check(
        _("Whoever hides their pieces from visitors has all of them hidden, and nobody else has."),
        none_of(_("Pieces that are not for whom their author wants them"), _shown_to_visitors),
    ),
    Check(_("Every reply stands beneath what it answers, in its place."), _misplaced),
)
