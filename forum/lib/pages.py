"""Pages by keyset: a page begins after a row, so that page 500 costs what page 1 costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import BindParameter, ColumnElement, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

Column = InstrumentedAttribute[Any] | ColumnElement[Any]

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some rows of a list, and whether there are more after them."""

    items: tuple[Item, ...]
    has_more: bool

    @property
    def last(self) -> Item | None:
        """The row after which the next page begins, or None on the last page."""
        return self.items[-1] if self.items and self.has_more else None


def after(columns: Sequence[Column], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows that follow a row in ascending order of some columns."""
    return tuple_(*columns) > _row(columns, values)


def before(columns: Sequence[Column], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows that follow a row in descending order of some columns."""
    return tuple_(*columns) < _row(columns, values)


def _row(columns: Sequence[Column], values: Sequence[Any]) -> ColumnElement[Any]:
    """Compared as one row: a chain of OR would read an index from its beginning."""
    return tuple_(
        *(
            value if isinstance(value, BindParameter) else literal(value, column.type)
            for column, value in zip(columns, values, strict=True)
        )
    )


def cut(rows: Sequence[Item], size: int) -> Page[Item]:
    """The page of `size` rows from a query that asked for one row more."""
    return Page(tuple(rows[:size]), len(rows) > size)
