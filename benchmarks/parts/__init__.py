"""The parts that a measurement can be asked for, each alone or all of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks import places
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.places import Place


@dataclass
class Bench:
    """A folder to measure in, and a community for all parts."""

    folder: Path
    _copies: int = field(default=0)

    def place(self) -> Place:
        """The usual community on SQLite, fresh."""
        self._copies += 1
        return places.copy(self._settled, self.folder / f"copy-{self._copies}")

    @cached_property
    def _settled(self) -> Place:
        return places.settle_usual(sqlite(self.folder / "settled"))


@dataclass(frozen=True)
class Part:
    """Something to measure: after each of its steps it yields the figures that it has found."""

    name: str
    about: str
    steps: tuple[str, ...]
    measure: Callable[[Bench], Iterator[list[Figure]]]
