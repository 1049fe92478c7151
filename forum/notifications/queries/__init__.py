"""What somebody is told, in the product and by mail."""

from forum.notifications.queries.notices import (
    CALLS,
    NOTICES_A_PAGE,
    NoticeView,
    find_notice,
    is_by,
    notices,
    unread_count,
    view_notice,
)

__all__ = [
    "CALLS",
    "NOTICES_A_PAGE",
    "NoticeView",
    "find_notice",
    "is_by",
    "notices",
    "unread_count",
    "view_notice",
]
