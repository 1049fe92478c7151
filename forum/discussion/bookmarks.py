"""Who may keep what to find it again: pure functions."""

from forum.access import Allowed, Decision, Deed, Hidden, Refused, Viewer, may
from forum.discussion import policy
from forum.discussion.models import Bookmark, Post, Reply

MOST_BOOKMARKS = 5_000  # a shelf for many years; a page shows twenty


def can_keep_bookmarks(viewer: Viewer) -> Decision:
    """Whether a viewer has a list of what they keep: members, suspended ones too."""
    return may(viewer, Deed.KEEP_ACCOUNT)


def can_bookmark(viewer: Viewer, text: Post | Reply) -> Decision:
    """Whether a viewer may keep a text.

    Cases: the table says no: that · may not read it: that · not shown to all who may read its place:
    gone · else allowed.
    """
    for earlier in (can_keep_bookmarks(viewer), policy.can_read_text(viewer, text)):
        if not isinstance(earlier, Allowed):
            return earlier
    return Allowed() if text.is_published else Refused("gone")


def can_let_go(viewer: Viewer, kept: Bookmark) -> Decision:
    """Whether a viewer may let one go. Cases: the table says no: that · another's: hidden · allowed."""
    allowed = can_keep_bookmarks(viewer)
    if not isinstance(allowed, Allowed):
        return allowed
    return Allowed() if kept.account_id == viewer.account_id else Hidden()
