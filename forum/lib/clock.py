"""What time it is, asked in one place so that tests can move it."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in UTC, for columns that must not hold a time."""
    return now().date()
