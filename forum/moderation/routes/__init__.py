"""The pages of flagging, of the moderators' work, and of what came of it."""

from forum.moderation.routes import (
    appeals,
    cases,
    export,
    flagging,
    queue,
    records,
    reveals,
    rules,
    second_keys,
    watch_list,
)
from forum.moderation.routes.room import room

__all__ = [
    "appeals",
    "cases",
    "export",
    "flagging",
    "queue",
    "records",
    "reveals",
    "room",
    "rules",
    "second_keys",
    "watch_list",
]
