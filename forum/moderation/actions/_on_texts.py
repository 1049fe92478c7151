"""Decisions on a text: it stays or comes, goes, or returns."""

from forum.access import Viewer
from forum.discussion.actions import publish as discussion_publish
from forum.discussion.actions import remove as discussion_remove
from forum.discussion.actions import restore as discussion_restore
from forum.moderation.actions import _subject
from forum.moderation.models import Case, Decision


def approve(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Let everybody read it, or leave it as it is."""
    text = _subject.text_of(case)
    discussion_publish.publish(viewer, text)
    decision.visibility = text.visibility


def remove(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Take it out of the conversation; its place stays."""
    text = _subject.text_of(case)
    discussion_remove.remove(viewer, text, decision.rule_number)
    decision.visibility = text.visibility


def restore(viewer: Viewer, case: Case, decision: Decision) -> None:
    """Put it back into its place."""
    text = _subject.text_of(case)
    discussion_restore.restore(viewer, text)
    decision.visibility = text.visibility
