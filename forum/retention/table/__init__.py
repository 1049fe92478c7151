"""The table of what is kept, for how long, and what ends it; /about/data shows it word for word."""

from forum.retention.table.entry import Kept
from forum.retention.table.moderation import OF_MODERATION
from forum.retention.table.people import OF_PEOPLE
from forum.retention.table.texts import OF_TEXTS

__all__ = ["IMPERSONAL_COLUMNS", "IMPERSONAL_TABLES", "RETENTION", "Kept"]

IMPERSONAL_TABLES = frozenset(
    {
        "space",
        "rule_version",
        "trust_list",
        "worksheet_record",
        "watch_phrase",
        "page_version",
        "milestone",
        "alembic_version",
    }
)
IMPERSONAL_COLUMNS = frozenset({"id", "public_id"})

RETENTION: tuple[Kept, ...] = OF_PEOPLE + OF_TEXTS + OF_MODERATION
