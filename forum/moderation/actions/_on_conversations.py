"""Decisions on a conversation: it is locked, slowed, moved, or carries a note."""

from forum.access import Viewer
from forum.discussion.actions import lock as discussion_lock
from forum.discussion.actions import move as discussion_move
from forum.discussion.actions import require_note as discussion_note
from forum.discussion.actions import slow as discussion_slow
from forum.discussion.actions import unlock as discussion_unlock
from forum.discussion.models import LockedBy
from forum.moderation.actions import _subject
from forum.moderation.models import Case, Decision


def lock(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Let nobody reply beneath the text, for good or until the decision ends."""
    text = _subject.text_of(case)
    discussion_lock.lock(viewer, text, LockedBy.MODERATOR, decision.in_force_until)
    decision.service_restriction = "locked"


def unlock(viewer: Viewer, case: Case, _decision: Decision) -> None:
    """Lift a moderator's lock; the author's own stays."""
    discussion_unlock.unlock(viewer, _subject.text_of(case), LockedBy.MODERATOR)


def slow(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Have everybody wait between two replies beneath the piece."""
    until = _subject.end_of(decision)
    discussion_slow.slow(viewer, _subject.post_of(case), int(decision.details["minutes"]), until)
    decision.service_restriction = "slowed"


def move(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Put the piece into another space."""
    post = _subject.post_of(case)
    decision.details = decision.details | {"from": post.space.slug}
    discussion_move.move(viewer, post, _subject.space_of(decision))
    decision.service_restriction = "moved"


def require_note(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Put a content note on the piece."""
    discussion_note.require_note(viewer, _subject.post_of(case), decision.details["note"])
    decision.service_restriction = "noted"
