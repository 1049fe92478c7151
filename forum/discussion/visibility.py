"""How a text changes its state: the fast copy, the counters and the place move together, here only."""

from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select, update

from forum.accounts.models import Account, Persona
from forum.discussion import events, placement
from forum.discussion.models import Hold, Post, Removal, Reply, Visibility, Withdrawal
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import emit


def lock(text: Post | Reply) -> None:
    """Make others who change the same conversation wait until this transaction ends."""
    _lock_conversation(text.post_id if isinstance(text, Reply) else text.id)
    db.session.refresh(text)


def show(text: Post | Reply, at: datetime | None = None) -> None:
    """Make a text visible: at first its place and number are given, later it comes back to them."""
    first = text.published_at is None
    if first:
        text.published_at = at or clock.now()
        if isinstance(text, Reply):
            _place(text)
    _change(text, Visibility.PUBLISHED)
    if first:
        emit(events.TextPublished(text))


def conceal(text: Post | Reply, state: Visibility) -> None:
    """Take a text out of sight; what has a place keeps it as a tombstone."""
    _change(text, state)


def about(text: Post | Reply) -> dict[str, int]:
    """The foreign key of a record about a text."""
    return {f"{text.kind}_id": text.id}


def release_holds(text: Post | Reply) -> None:
    """Note that the text waits no longer."""
    waiting = _is_about(Hold, text) & Hold.released_at.is_(None)
    db.session.execute(update(Hold).where(waiting).values(released_at=clock.now()))


def lift_removals(text: Post | Reply) -> None:
    """Note that the text is removed no longer."""
    standing = _is_about(Removal, text) & Removal.lifted_at.is_(None)
    db.session.execute(update(Removal).where(standing).values(lifted_at=clock.now()))


def is_withdrawn(text: Post | Reply) -> bool:
    """Whether the author took the text back, whatever moderators did to it."""
    found = db.session.scalar(select(Withdrawal.id).where(_is_about(Withdrawal, text)).limit(1))
    return found is not None


def count_approval(text: Post | Reply) -> None:
    """Count one approved text for the account behind the pen name, if there is one."""
    account_id = select(Persona.account_id).where(Persona.id == text.persona_id).scalar_subquery()
    db.session.execute(
        update(Account).where(Account.id == account_id).values(approved_texts=Account.approved_texts + 1)
    )


def _is_about(
    table: type[Hold] | type[Removal] | type[Withdrawal], text: Post | Reply
) -> ColumnElement[bool]:
    return table.post_id == text.id if isinstance(text, Post) else table.reply_id == text.id


def _change(text: Post | Reply, state: Visibility) -> None:
    counted = int(state == Visibility.PUBLISHED) - int(text.visibility == Visibility.PUBLISHED)
    text.visibility = state
    db.session.flush()
    if counted and isinstance(text, Reply):
        _count(text, counted)


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


def _lock_conversation(post_id: int) -> None:
    # Before any row beneath it, always, so that two who change one conversation cannot deadlock; and
    # weakly enough (no key update) that a reply being inserted does not bar it.
    db.session.execute(select(Post.id).where(Post.id == post_id).with_for_update(key_share=True))


def _place(reply: Reply) -> None:
    """Give a reply the next ordinal beneath its parent, the path that follows from it, and its sequence."""
    _lock_conversation(reply.post_id)
    parent = reply.parent if reply.parent_id is not None else None
    if parent is not None and parent.path is None:
        raise ValueError("a reply cannot be shown before what it answers")
    of_piece = {"last_sequence": Post.last_sequence + 1}
    if parent is None:
        of_piece["last_ordinal"] = Post.last_ordinal + 1
    sequence, ordinal = db.session.execute(
        update(Post)
        .where(Post.id == reply.post_id)
        .values(of_piece)
        .returning(Post.last_sequence, Post.last_ordinal)
    ).one()
    if parent is not None:
        ordinal = db.session.execute(
            update(Reply)
            .where(Reply.id == parent.id)
            .values(last_ordinal=Reply.last_ordinal + 1)
            .returning(Reply.last_ordinal)
        ).scalar_one()
    reply.sequence = sequence
    reply.ordinal = ordinal
    reply.path = placement.path_beneath(parent.path or b"" if parent else b"", ordinal)
    reply.branch_rank = parent.branch_rank if parent else -ordinal
