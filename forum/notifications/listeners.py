"""What concerns whom: rows are written here, and whether they may be read is decided when shown."""

from sqlalchemy import select

from forum import markup
from forum.access import SYSTEM
from forum.accounts import names
from forum.accounts.models import Persona
from forum.discussion.events import TextPublished
from forum.discussion.models import Post, Reply, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.lib.events import subscribe
from forum.moderation.events import DecisionMade
from forum.moderation.models import DecisionAction
from forum.notifications.actions.tell_flaggers import tell_flaggers
from forum.notifications.jobs import tell_more_flaggers
from forum.notifications.models import Notice, NoticeKind

MOST_MENTIONS = 10  # more names than that call nobody


def listen() -> None:
    """Hear of new texts and of decisions."""
    subscribe(TextPublished, _tell_of_text)
    subscribe(DecisionMade, _tell_of_decision)


def _tell_of_text(event: TextPublished) -> None:
    """Tell each account once of a new text, by what concerns it most, and never its own author."""
    text = event.text
    concerned: dict[int, NoticeKind] = {}
    for kind, persona in _concerned(text):
        if persona.account_id is not None and persona.account_id != text.persona.account_id:
            concerned.setdefault(persona.account_id, kind)
    for account_id, kind in concerned.items():
        _write(account_id, kind, text)
    db.session.flush()


def _concerned(text: Post | Reply) -> list[tuple[NoticeKind, Persona]]:
    found = []
    if isinstance(text, Reply):
        if text.parent is not None:
            found.append((NoticeKind.REPLY_TO_YOU, text.parent.persona))
        found.append((NoticeKind.UNDER_YOUR_PIECE, text.post.persona))
    return found + [(NoticeKind.MENTION, persona) for persona in _mentioned(text)]


def _mentioned(text: Post | Reply) -> list[Persona]:
    """The people named in a text, as its renderer finds them."""
    if "@" not in text.source:
        return []
    keys = {names.pen_name_key(name) for name in markup.render(text.source).mentions[:MOST_MENTIONS]}
    return list(db.session.scalars(select(Persona).where(Persona.pen_name_key.in_(keys)))) if keys else []


def _tell_of_decision(event: DecisionMade) -> None:
    """Tell the author what was done and why, and each member who flagged what came of it."""
    decision, text = event.decision, event.text
    changed = decision.action != DecisionAction.APPROVE or event.before != Visibility.PUBLISHED
    if changed and text.persona.account_id is not None:
        _write(text.persona.account_id, NoticeKind.STATEMENT, text, decision_id=decision.id)
    db.session.flush()
    rest = tell_flaggers(SYSTEM, decision.id)
    if rest is not None:
        tell_more_flaggers.later(**rest)


def _write(
    account_id: int,
    kind: NoticeKind,
    text: Post | Reply,
    *,
    decision_id: int | None = None,
) -> None:
    db.session.add(
        Notice(
            account_id=account_id,
            kind=kind,
            post_id=text.id if isinstance(text, Post) else None,
            reply_id=text.id if isinstance(text, Reply) else None,
            decision_id=decision_id,
            at=clock.now(),
        )
    )
