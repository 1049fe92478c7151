"""The records behind a text's state, and the state that follows from them."""

from sqlalchemy import ColumnElement, case, exists, func, literal, select, update

from forum.discussion.models import (
    Hold,
    Lock,
    LockedBy,
    Post,
    Removal,
    Reply,
    SetAside,
    Visibility,
    Waits,
    Withdrawal,
)
from forum.lib import clock
from forum.lib.db import db


def of(kind: type[Post] | type[Reply]) -> ColumnElement[str]:
    """The state that follows from the records about each row of a query.

    Cases, the first that holds: removed by a moderator · withdrawn · waits for a moderator: held or,
    if it was shown before, hidden · set aside by the piece's author · waits for them · published.
    """
    waits = {whom: _has(Hold, kind, Hold.released_at.is_(None), Hold.waits_for == whom) for whom in Waits}
    cases = [
        (_has(Removal, kind, Removal.lifted_at.is_(None)), Visibility.REMOVED),
        (_has(Withdrawal, kind), Visibility.WITHDRAWN),
        (waits[Waits.MODERATORS] & kind.published_at.is_(None), Visibility.HELD),
        (waits[Waits.MODERATORS], Visibility.HIDDEN),
    ]
    if kind is Reply:
        aside = exists().where(SetAside.reply_id == Reply.id, SetAside.lifted_at.is_(None))
        cases += [(aside, Visibility.SET_ASIDE), (waits[Waits.AUTHOR], Visibility.AWAITING)]
    told = [(condition, literal(state.value)) for condition, state in cases]
    return case(*told, else_=literal(Visibility.PUBLISHED.value))


def about(text: Post | Reply) -> dict[str, int]:
    """The foreign key of a record about a text."""
    return {f"{text.kind}_id": text.id}


def release_holds(text: Post | Reply, waits_for: Waits = Waits.MODERATORS) -> None:
    """Note that the text waits no longer for the moderators, or for the piece's author."""
    waiting = _is_about(Hold, text) & Hold.released_at.is_(None) & (Hold.waits_for == waits_for)
    db.session.execute(update(Hold).where(waiting).values(released_at=clock.now()))


def lift_removals(text: Post | Reply) -> None:
    """Note that the text is removed no longer."""
    standing = _is_about(Removal, text) & Removal.lifted_at.is_(None)
    db.session.execute(update(Removal).where(standing).values(lifted_at=clock.now()))


def lift_set_aside(reply: Reply) -> None:
    """Note that the author of the piece hides the reply no longer."""
    standing = (SetAside.reply_id == reply.id) & SetAside.lifted_at.is_(None)
    db.session.execute(update(SetAside).where(standing).values(lifted_at=clock.now()))


def lift_locks(text: Post | Reply, locked_by: LockedBy) -> None:
    """Note that a role's lock over a piece or a reply holds no longer."""
    branch = Lock.reply_id == text.id if isinstance(text, Reply) else Lock.reply_id.is_(None)
    _lift(text.post if isinstance(text, Reply) else text, branch & (Lock.locked_by == locked_by))


def lift_ended_locks(post: Post) -> None:
    """Note which locks have ended by themselves, so that pages need not ask for them any more."""
    if post.locks:
        _lift(post, Lock.until <= clock.now())


def _lift(post: Post, which: ColumnElement[bool]) -> None:
    standing = (Lock.post_id == post.id) & Lock.lifted_at.is_(None)
    lifted = update(Lock).where(standing, which).values(lifted_at=clock.now())
    db.session.execute(lifted.execution_options(synchronize_session=False))
    post.locks = db.session.scalar(select(func.count(Lock.id)).where(standing)) or 0
    db.session.flush()  # also where another lock follows at once: a changed row is what ends visitors' pages


def _is_about(
    table: type[Hold] | type[Removal] | type[Withdrawal], text: Post | Reply
) -> ColumnElement[bool]:
    return table.post_id == text.id if isinstance(text, Post) else table.reply_id == text.id


def _has(
    table: type[Hold] | type[Removal] | type[Withdrawal],
    kind: type[Post] | type[Reply],
    *where: ColumnElement[bool],
) -> ColumnElement[bool]:
    about = table.post_id if kind is Post else table.reply_id
    return exists().where(about == kind.id, *where)
