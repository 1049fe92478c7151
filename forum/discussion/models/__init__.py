"""The discussion's tables."""

from forum.discussion.models.marks import Hold, Removal, Revision, Withdrawal
from forum.discussion.models.post import Audience, Post, RepliesWanted
from forum.discussion.models.reply import MAX_DEPTH, Reply
from forum.discussion.models.space import Space, WhoMayStart
from forum.discussion.models.text import Visibility

__all__ = [
    "MAX_DEPTH",
    "Audience",
    "Hold",
    "Post",
    "Removal",
    "RepliesWanted",
    "Reply",
    "Revision",
    "Space",
    "Visibility",
    "WhoMayStart",
    "Withdrawal",
]
