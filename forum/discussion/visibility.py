"""How a text changes its state: the fast copy, the counters and the place move together, here only."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, insert, select, update
from sqlalchemy.orm import defer, lazyload, make_transient_to_detached, object_session
from sqlalchemy.sql.dml import ReturningUpdate

from forum.accounts.models import Account, Persona
from forum.discussion import events, placement, states
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import clock
from forum.lib.db import UtcDateTime, db
from forum.lib.events import emit
from forum.lib.ids import new_id


def lock(text: Post | Reply) -> None:
    """Make others who change the same conversation wait until this transaction ends."""
    lock_conversation(text.post_id if isinstance(text, Reply) else text.id)
    db.session.refresh(text)


def lock_conversation(post_id: int, reply_id: int | None = None) -> None:
    """The same, and read the piece, and one of its replies, as they are now; their words are left out."""
    # Before any row beneath it, always, so that two who change one conversation cannot deadlock; and
    # weakly enough (no key update) that a reply being inserted does not bar it.
    db.session.scalars(_LOCKED_PIECE, {"id": post_id}).one()
    if reply_id is not None:
        db.session.scalars(_REPLY_NOW, {"id": reply_id}).one()


def show(text: Post | Reply, at: datetime | None = None) -> None:
    """Make a text visible: at first its place and number are given, later it comes back to them.

    Whoever calls has locked the conversation.
    """
    if text.published_at is not None:
        _change(text, Visibility.PUBLISHED)
        return
    text.published_at = at or clock.now()
    if isinstance(text, Reply):
        _place(text)
    text.visibility = Visibility.PUBLISHED
    store(text)
    emit(events.TextPublished(text))


def store(text: Post | Reply) -> None:
    """Insert a new text, past the session's bookkeeping, which costs more than the rest; or flush an old one.

    The session knows it afterwards as one that it has read.
    """
    if object_session(text) is not None:
        db.session.flush()
        return
    text.public_id = new_id()
    columns = text.__mapper__.column_attrs.keys()
    given = {name: value for name, value in text.__dict__.items() if name in columns}
    text.id = db.session.connection().execute(_INSERT[type(text)], given).scalar_one()
    make_transient_to_detached(text)
    db.session.add(text)


def settle(text: Post | Reply) -> None:
    """Bring a text to the state that the records about it tell, after one was made, released or lifted.

    Whoever calls has locked the conversation.
    """
    db.session.flush()
    kind = type(text)
    state = Visibility(db.session.execute(select(states.of(kind)).where(kind.id == text.id)).scalar_one())
    if state == Visibility.PUBLISHED:
        show(text)
    else:
        _change(text, state)


def count_approval(text: Post | Reply) -> None:
    """Count one approved text for the account behind the pen name, if there is one."""
    account_id = select(Persona.account_id).where(Persona.id == text.persona_id).scalar_subquery()
    db.session.execute(
        update(Account).where(Account.id == account_id).values(approved_texts=Account.approved_texts + 1)
    )


def _change(text: Post | Reply, state: Visibility) -> None:
    counted = int(state == Visibility.PUBLISHED) - int(text.visibility == Visibility.PUBLISHED)
    awaits = state == Visibility.AWAITING != text.visibility
    text.visibility = state
    db.session.flush()
    if counted and isinstance(text, Reply):
        _count(text, counted)
    if awaits and isinstance(text, Reply):
        emit(events.ReplyAwaits(text))


def _count(reply: Reply, counted: int) -> None:
    """Bring the piece's counters to what everybody sees; an old reply that returns is not the newest."""
    newest = (
        select(func.max(Reply.published_at))
        .where(Reply.post_id == reply.post_id, Reply.visibility == Visibility.PUBLISHED)
        .scalar_subquery()
    )
    is_newer = Post.last_reply_at.is_(None) | (Post.last_reply_at < reply.published_at)
    newest_if_shown = case((is_newer, reply.published_at), else_=Post.last_reply_at)
    values = {
        "reply_count": Post.reply_count + counted,
        "last_reply_at": newest_if_shown if counted > 0 else newest,
    }
    db.session.execute(update(Post).where(Post.id == reply.post_id).values(values))


def _place(reply: Reply) -> None:
    """Give a reply its sequence, the next ordinal beneath its parent and the path that follows; count it."""
    post, parent = reply.post, reply.parent if reply.parent_id is not None else None
    if parent is not None and parent.path is None:
        raise ValueError("a reply cannot be shown before what it answers")
    connection = db.session.connection()
    shown = {"piece": reply.post_id, "at": reply.published_at}
    sequence, ordinal = connection.execute(_COUNT_BENEATH_PIECE if parent is None else _COUNT, shown).one()
    db.session.expire(post, COUNTERS)
    if parent is not None:
        ordinal = connection.execute(_NUMBER_BENEATH_REPLY, {"answered": parent.id}).scalar_one()
        db.session.expire(parent, ["last_ordinal"])
    reply.sequence = sequence
    reply.ordinal = ordinal
    reply.path = placement.path_beneath(parent.path or b"" if parent else b"", ordinal)
    reply.branch_rank = parent.branch_rank if parent else -ordinal


def _counting() -> dict[str, Any]:
    """What a reply that is shown for the first time changes of its piece."""
    shown_at = bindparam("at", type_=UtcDateTime)
    is_newer = Post.last_reply_at.is_(None) | (Post.last_reply_at < shown_at)
    return {
        "last_sequence": Post.last_sequence + 1,
        "reply_count": Post.reply_count + 1,
        "last_reply_at": case((is_newer, shown_at), else_=Post.last_reply_at),
    }


def _numbers_after(**changed: Any) -> ReturningUpdate[int, int]:
    numbers = (Post.last_sequence, Post.last_ordinal)
    this = Post.id == bindparam("piece")
    return update(Post).where(this).values(**changed).returning(*numbers)


# What every reply asks and changes, made once.
_INSERT = {kind: insert(kind).returning(kind.id) for kind in (Post, Reply)}
COUNTERS = ("last_sequence", "last_ordinal", "reply_count", "last_reply_at")
_COUNT = _numbers_after(**_counting())
_COUNT_BENEATH_PIECE = _numbers_after(**_counting(), last_ordinal=Post.last_ordinal + 1)
_NUMBER_BENEATH_REPLY = (
    update(Reply)
    .where(Reply.id == bindparam("answered"))
    .values(last_ordinal=Reply.last_ordinal + 1)
    .returning(Reply.last_ordinal)
)
_LOCKED_PIECE = (
    select(Post)
    .where(Post.id == bindparam("id"))
    .options(defer(Post.source), defer(Post.html), lazyload(Post.persona))
    .with_for_update(key_share=True, of=Post)
    .execution_options(populate_existing=True)
)
_REPLY_NOW = (
    select(Reply)
    .where(Reply.id == bindparam("id"))
    .options(defer(Reply.source), defer(Reply.html), lazyload(Reply.persona))
    .execution_options(populate_existing=True)
)
