"""What authors and writers are told when an author reads replies first, lets them through or hides them."""

from sqlalchemy import ColumnElement, delete, exists, select, update

from forum.discussion.events import ReplyAwaits, ReplyLetThrough, TextSetAside
from forum.discussion.models import Reply
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import subscribe
from forum.notifications.models import Notice, NoticeKind


def listen() -> None:
    """Hear of what authors do beneath their pieces."""
    subscribe(ReplyAwaits, _tell_author)
    subscribe(ReplyLetThrough, _tell_of_letting_through)
    subscribe(TextSetAside, _tell_of_hiding)


def _tell_author(event: ReplyAwaits) -> None:
    """Tell the author of the piece once, however many replies come before they look."""
    account_id = event.reply.post.persona.account_id
    if account_id is None or db.session.scalar(select(exists().where(_waiting_notice(event.reply)))):
        return
    about = {"kind": NoticeKind.WAITS_FOR_YOU, "post_id": event.reply.post_id}
    db.session.add(Notice(account_id=account_id, at=clock.now(), **about))
    db.session.flush()


def _tell_of_letting_through(event: ReplyLetThrough) -> None:
    """Tell its writer; the author of the piece has just read it and need not be told that it is there."""
    author_id = event.reply.post.persona.account_id
    db.session.flush()
    db.session.execute(
        delete(Notice).where(Notice.reply_id == event.reply.id, Notice.account_id == author_id)
    )
    _note_look(event.reply)
    _tell_writer(event.reply, NoticeKind.LET_THROUGH)


def _tell_of_hiding(event: TextSetAside) -> None:
    _note_look(event.reply)
    _tell_writer(event.reply, NoticeKind.SET_ASIDE)


def _note_look(reply: Reply) -> None:
    """Whoever decides has seen what waits: what comes later is told anew."""
    db.session.execute(update(Notice).where(_waiting_notice(reply)).values(read_at=clock.now()))


def _waiting_notice(reply: Reply) -> ColumnElement[bool]:
    """The notice to the piece's author, unread, that replies wait."""
    return (
        (Notice.account_id == reply.post.persona.account_id)
        & (Notice.post_id == reply.post_id)
        & (Notice.kind == NoticeKind.WAITS_FOR_YOU)
        & Notice.read_at.is_(None)
    )


def _tell_writer(reply: Reply, kind: NoticeKind) -> None:
    account_id = reply.persona.account_id
    if account_id is not None:
        db.session.add(Notice(account_id=account_id, kind=kind, reply_id=reply.id, at=clock.now()))
        db.session.flush()
