"""The discussion's tables."""

from forum.discussion.models.bookmark import Bookmark
from forum.discussion.models.marks import (
    Disowning,
    Hold,
    Lock,
    LockedBy,
    Removal,
    Revision,
    SetAside,
    Waits,
    Withdrawal,
)
from forum.discussion.models.post import ApproveFirst, Audience, Post, RepliesWanted, WhoMayReply
from forum.discussion.models.reach import Block, BlockKind, VisitorsKeptOut
from forum.discussion.models.reply import MAX_DEPTH, Reply
from forum.discussion.models.space import Space, WhoMayStart
from forum.discussion.models.text import Visibility
from forum.discussion.models.visit import Visit
from forum.lib import triggers
from forum.web import page_versions

__all__ = [
    "MAX_DEPTH",
    "ApproveFirst",
    "Audience",
    "Block",
    "BlockKind",
    "Bookmark",
    "Disowning",
    "Hold",
    "Lock",
    "LockedBy",
    "Post",
    "Removal",
    "RepliesWanted",
    "Reply",
    "Revision",
    "SetAside",
    "Space",
    "Visibility",
    "Visit",
    "VisitorsKeptOut",
    "Waits",
    "WhoMayReply",
    "WhoMayStart",
    "Withdrawal",
]

triggers.declare(
    page_versions.changes_with("post", "id", ("INSERT", "UPDATE", "DELETE")),
    page_versions.changes_with("reply", "post_id", ("INSERT", "UPDATE", "DELETE")),
    page_versions.changes_with("space", None, ("INSERT", "UPDATE", "DELETE")),
    # A new pen name stands on no page before it has written something.
    page_versions.changes_with("persona", None, ("UPDATE", "DELETE")),
)
