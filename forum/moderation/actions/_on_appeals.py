"""Decisions on an appeal: what was decided stays, or is undone as far as it still holds."""

from collections.abc import Callable

from sqlalchemy import select, update

from forum.access import AccessRefused, Hidden, Viewer
from forum.accounts.actions import restrict
from forum.discussion.actions import move as discussion_move
from forum.discussion.actions import require_note as discussion_note
from forum.discussion.actions import restore as discussion_restore
from forum.discussion.actions import slow as discussion_slow
from forum.discussion.actions import unlock as discussion_unlock
from forum.discussion.models import LockedBy, Space
from forum.lib import clock
from forum.lib.db import db
from forum.moderation.actions import _subject
from forum.moderation.models import Case, Decision, DecisionAction, Flag, FlagOutcome
from forum.moderation.queries import appeals


def uphold(_viewer: Viewer, case: Case, _decision: Decision) -> None:
    """Leave it as it was decided."""
    _appealed(case)


def reverse(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Undo what was decided; what was decided anew since then stands for itself."""
    undone = _appealed(case)
    decision.overturns_id = undone.id
    action = DecisionAction(undone.action)
    if action in ON_PEOPLE:
        _free(viewer, case, undone)
    elif action in ON_TEXTS and appeals.is_newest(undone):
        ON_TEXTS[action](viewer, case, undone)
    decision.visibility = case.text.visibility if undone.visibility and case.text is not None else None


def _appealed(case: Case) -> Decision:
    if case.appeal is None:
        raise AccessRefused(Hidden())
    return case.appeal.decision


def _free(viewer: Viewer, case: Case, undone: Decision) -> None:
    """Take the limit or the suspension off, and leave what other decisions have laid on the account."""
    if _subject.account_id_of(case) is None:  # they have left meanwhile
        return
    account, now = _subject.account_of(case), clock.now()
    suspended = appeals.suspended_without(undone, now)
    limited = appeals.limited_without(undone, now)
    restrict.lift_restrictions(viewer, account)
    if suspended is not None:
        restrict.suspend(viewer, account, suspended)
    if limited is not None:
        restrict.limit(viewer, account, limited)


def _restore(viewer: Viewer, case: Case, undone: Decision) -> None:
    """Back into its place; who had flagged it hears that they were not agreed with after all."""
    discussion_restore.restore(viewer, _subject.text_of(case))
    agreed = (Flag.decision_id == undone.id, Flag.outcome == FlagOutcome.AGREED)
    db.session.execute(update(Flag).where(*agreed).values(outcome=FlagOutcome.DISAGREED))


def _unlock(viewer: Viewer, case: Case, _undone: Decision) -> None:
    discussion_unlock.unlock(viewer, _subject.text_of(case), LockedBy.MODERATOR)


def _hasten(viewer: Viewer, case: Case, _undone: Decision) -> None:
    discussion_slow.slow(viewer, _subject.post_of(case), 0, clock.now())


def _move_back(viewer: Viewer, case: Case, undone: Decision) -> None:
    """Back to where it was, if that space is still there."""
    space = db.session.scalar(select(Space).where(Space.slug == undone.details.get("from")))
    if space is not None:
        discussion_move.move(viewer, _subject.post_of(case), space)


def _take_note_off(viewer: Viewer, case: Case, _undone: Decision) -> None:
    discussion_note.require_note(viewer, _subject.post_of(case), "")


ON_PEOPLE = frozenset((DecisionAction.LIMIT, DecisionAction.SUSPEND, DecisionAction.BAN))
ON_TEXTS: dict[DecisionAction, Callable[[Viewer, Case, Decision], None]] = {
    DecisionAction.REMOVE: _restore,
    DecisionAction.LOCK: _unlock,
    DecisionAction.SLOW: _hasten,
    DecisionAction.MOVE: _move_back,
    DecisionAction.REQUIRE_NOTE: _take_note_off,
}
