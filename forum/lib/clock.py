"""What time it is, asked in one place so that it can be moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_retold: ContextVar[datetime | None] = ContextVar("retold", default=None)


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return _retold.get() or datetime.now(UTC)


def today() -> date:
    """The present day in UTC, for columns that must not hold a time."""
    return now().date()


@contextmanager
def retelling(moment: datetime) -> Iterator[None]:
    """Let what is done inside happen at an earlier moment, for texts that come with their past."""
    token = _retold.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _retold.reset(token)
