"""Flag a text: ask a moderator to look, with the text as it is at this moment."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from forum.access import AccessRefused, Allowed, Deed, NeedsSignIn, Viewer, may, require
from forum.discussion import visibility
from forum.discussion.models import Post, Reply
from forum.lib import clock, throttle
from forum.lib.db import db, writing
from forum.moderation import policy
from forum.moderation.actions import _cases, _weighing
from forum.moderation.models import Case, CaseOrigin, Flag
from forum.moderation.reasons import REASONS
from forum.moderation.refusals import TooManyFlags

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@writing()
def flag(viewer: Viewer, text: Post | Reply, *, reason: str, words: str) -> Flag:
    """Flag a text as a member; a second flag while the first one waits is the first one."""
    if not viewer.is_signed_in:
        raise AccessRefused(NeedsSignIn())  # a visitor's flag has limits of its own, see below
    require(policy.can_flag(viewer, text))
    waiting = _waiting(viewer, text)
    if waiting is not None:
        return _said_again(waiting, text, reason, words)
    if not throttle.allow("flag", str(viewer.account_id), policy.FLAGS_A_DAY, DAY):
        raise TooManyFlags
    return _store(viewer, text, reason, words)


@writing()
def flag_unseen(
    viewer: Viewer, text: Post | Reply | None, *, reason: str, words: str, network: str
) -> Flag | None:
    """Flag for somebody who is not shown the text; what is not there for them is not stored.

    They learn nothing by it: the answer, and what it counts towards the limit, are the same.
    """
    require(may(viewer, Deed.FLAG))
    if not throttle.allow("visitor's flag", network, policy.VISITORS_FLAGS_AN_HOUR, HOUR):
        raise TooManyFlags
    if viewer.is_signed_in and not throttle.allow("flag", str(viewer.account_id), policy.FLAGS_A_DAY, DAY):
        raise TooManyFlags
    if text is None or not isinstance(policy.can_flag(viewer, text), Allowed):
        return None
    if viewer.persona_id is not None:
        waiting = _waiting(viewer, text)
        if waiting is not None:
            return _said_again(waiting, text, reason, words)
        return _store(viewer, text, reason, words)
    # Five flags from one network are one voice: all are read, and the first one of a day counts.
    heard = throttle.allow("visitor's flag on a text", f"{network} {text.kind} {text.id}", 1, DAY)
    return _store(viewer, text, reason, words, is_echo=not heard)


def _said_again(waiting: Flag, text: Post | Reply, reason: str, words: str) -> Flag:
    """Take up what is more serious than what the same member said first; their flag stays one."""
    if REASONS[reason].is_care or REASONS[reason].priority >= REASONS[waiting.reason].priority:
        return waiting
    case = _cases.join_or_open(text, CaseOrigin.FLAGS, REASONS[reason].priority)
    waiting.reason = reason
    waiting.words = "\n\n".join(filter(None, (words, waiting.words)))
    earlier, waiting.score = waiting.score, _weighing.score(waiting.persona_id, reason)
    if waiting.counts_from is None:
        case.score_rank += earlier
        _weighing.count(case, waiting)
        _weighing.weigh(case, text)
    db.session.flush()
    db.session.expire(case, ["flags"])
    return waiting


def _waiting(viewer: Viewer, text: Post | Reply) -> Flag | None:
    """The flag of this member that waits in the text's open case."""
    if viewer.persona_id is None:
        return None
    visibility.lock(text)  # before the case, as every verb that may change both
    case = _cases.open_case_of(text)
    return _waiting_in(case, viewer) if case is not None else None


def _waiting_in(case: Case, viewer: Viewer) -> Flag | None:
    mine = (Flag.case_id == case.id, Flag.persona_id == viewer.persona_id, Flag.outcome.is_(None))
    return db.session.scalar(select(Flag).where(*mine))


def _store(viewer: Viewer, text: Post | Reply, reason: str, words: str, *, is_echo: bool = False) -> Flag:
    visibility.lock(text)
    case = _cases.join_or_open(text, CaseOrigin.FLAGS, REASONS[reason].priority)
    title, parent = _around(text)
    stored = Flag(
        case_id=case.id,
        persona_id=viewer.persona_id,
        reason=reason,
        words=words,
        seen_title=title,
        seen_text=text.source,
        seen_parent=parent,
        seen_revision=text.revision,
        flagged_at=clock.now(),
        score=0.0 if is_echo else _weighing.score(viewer.persona_id, reason),
        counts_from=_weighing.counts_from(text),
    )
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:  # the same member, twice at once
        waiting = _waiting_in(case, viewer)
        if waiting is None:
            raise
        return waiting
    if stored.counts_from is None:
        _weighing.count(case, stored)
        _weighing.weigh(case, text)
    db.session.expire(case, ["flags"])
    return stored


def _around(text: Post | Reply) -> tuple[str, str | None]:
    """The title and the parent's words, as the flagger could see them."""
    if isinstance(text, Post):
        return text.title, None
    parent = text.parent
    return text.post.title, parent.source if parent is not None and parent.is_published else None
