"""Look up who sent a flag: two moderators, a reason, a line in the public log, and the person is told."""

from datetime import timedelta

from sqlalchemy import select

from forum.access import Deed, Viewer, may, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.events import emit
from forum.moderation import events, policy, queries
from forum.moderation.actions import _subject
from forum.moderation.models import Flag, LogEntry, Reveal
from forum.moderation.possible import FEW_MODERATORS
from forum.moderation.refusals import OverrideUnexplained

TOLD_AFTER = timedelta(days=30)  # whoever abuses flags is not warned while it is looked into; all are told
LOGGED_AS = "reveal"


@writing()
def ask_reveal(viewer: Viewer, flag: Flag, reason: str) -> Reveal:
    """Turn the first key, saying why; with fewer than three moderators it is the only one.

    Asked again by the same moderator it is the same.
    """
    require(policy.can_reveal(viewer, flag, queries.ties(viewer, flag.case)))
    if not reason.strip():
        raise OverrideUnexplained
    _subject.lock(flag.case)
    asked = (Reveal.flag_id == flag.id, Reveal.asked_by_id == viewer.account_id)
    earlier = db.session.scalar(select(Reveal).where(*asked).limit(1))
    if earlier is not None:
        return earlier
    reveal = Reveal(
        flag_id=flag.id, asked_by_id=viewer.account_id, reason=reason.strip(), asked_at=clock.now()
    )
    db.session.add(reveal)
    db.session.flush()
    if queries.moderator_count() < FEW_MODERATORS:
        _reveal(viewer, reveal)
    return reveal


@writing()
def confirm_reveal(viewer: Viewer, reveal: Reveal) -> None:
    """Turn the second key; turned already, it stays as it was."""
    require(policy.can_confirm_reveal(viewer, reveal, queries.ties(viewer, reveal.flag.case)))
    _subject.lock(reveal.flag.case)
    db.session.refresh(reveal)
    if reveal.confirmed_at is None:
        reveal.confirmed_by_id = viewer.account_id
        _reveal(viewer, reveal)


@writing()
def tell_revealed(viewer: Viewer) -> bool:
    """Tell one member that it was looked up who had sent their flag; whether there was one to tell."""
    require(may(viewer, Deed.MODERATE))
    due = (Reveal.confirmed_at <= clock.now() - TOLD_AFTER, Reveal.told_at.is_(None))
    reveal = db.session.scalar(select(Reveal).where(*due).order_by(Reveal.id).limit(1))
    if reveal is None:
        return False
    reveal.told_at = clock.now()
    db.session.flush()
    emit(events.FlaggerRevealed(reveal.flag))
    return True


def _reveal(viewer: Viewer, reveal: Reveal) -> None:
    reveal.confirmed_at = clock.now()
    text = reveal.flag.case.text
    entry = LogEntry(
        on=clock.today(),
        role=viewer.role.name.lower(),
        action=LOGGED_AS,
        kind=text.kind if text is not None else "person",
    )
    db.session.add(entry)
    db.session.flush()
