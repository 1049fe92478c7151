"""What is forgotten of notices when somebody takes their name off a text."""

from sqlalchemy import and_, delete, or_, select

from forum.accounts.models import Persona
from forum.discussion.events import TextDisowned
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.lib.events import subscribe
from forum.moderation.models import Decision
from forum.notifications.models import Notice, NoticeKind


def listen() -> None:
    """Hear of texts whose author takes their name off."""
    subscribe(TextDisowned, _forget_whose)


def _forget_whose(event: TextDisowned) -> None:
    """Delete what its author was told of it, and of what answers it: each says whose it was.

    What tells them of a decision against them stays, as that decision does.
    """
    text = event.text
    if isinstance(text, Post):
        about, kind = Notice.post_id == text.id, NoticeKind.UNDER_YOUR_PIECE
        answers = select(Reply.id).where(Reply.post_id == text.id)
    else:
        about, kind = Notice.reply_id == text.id, NoticeKind.REPLY_TO_YOU
        answers = select(Reply.id).where(Reply.parent_id == text.id)
    author = select(Persona.account_id).where(Persona.id == event.former_persona_id).scalar_subquery()
    against = select(Decision.id).where(Decision.subject_persona_id == event.former_persona_id)
    told = (
        Notice.account_id == author,
        or_(about, and_(Notice.kind == kind, Notice.reply_id.in_(answers))),
        or_(Notice.decision_id.is_(None), Notice.decision_id.not_in(against)),
    )
    db.session.execute(delete(Notice).where(*told).execution_options(synchronize_session=False))
