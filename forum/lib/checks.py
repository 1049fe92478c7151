"""What must be true of the rows that are stored, said so that a machine can look and a person can read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import Select, func, select

from forum.lib.db import db

NAMED = 5  # examples of what is wrong: enough to look at, few enough to read


@dataclass(frozen=True)
class Check:
    """Something that must be true.

    `right` says it. `faults` looks, and yields a sentence for each thing that is not so. `mend` makes
    anew what follows from the rows, and says how many it changed; without it a person has to look.
    `of_rows` is off where it is about the machine and what runs there, not about what is stored.
    """

    right: LazyString
    faults: Callable[[], Iterable[str]]
    mend: Callable[[], int] | None = None
    of_rows: bool = True


def none_of(said: LazyString, *broken: Callable[[], Select[Any]]) -> Callable[[], Iterator[str]]:
    """A look for rows that must not be; each query gives the names of some."""

    def faults() -> Iterator[str]:
        for query in (make() for make in broken):
            count = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
            if count:
                yield some(said, count, list(db.session.scalars(query.limit(NAMED))))

    return faults


def some(said: LazyString, count: int, names: Iterable[object]) -> str:
    """A sentence for so many things of which a few are named."""
    listed = ", ".join(str(name) for name in names) + (", …" if count > NAMED else "")
    return _("%(said)s: %(count)d (%(names)s)", said=said, count=count, names=listed)
