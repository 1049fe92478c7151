"""One community at three sizes, kept in the system's temporary folder: the largest takes a while to fill.

Beside the pieces that are measured there is a mass of others, copied from one of them, whose replies are
short. The folder's name tells the schema and the generator it was made by; others are removed.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import func, select

from benchmarks.community import Founder, stay_signed_in
from benchmarks.conversations import converse, multiply
from benchmarks.databases import sqlite
from benchmarks.places import Place, add, settle
from forum.discussion.models import Reply
from forum.lib.db import db
from forum.wiring import MIGRATIONS

GENERATOR = 1  # to be raised when what is filled in changes
SIZES = (1_000, 100_000, 1_000_000)  # replies in the whole database
MEASURED = 200  # replies beneath a piece; five such are the first thousand
THREADS = (50, 5_000, 100_000)  # in the largest
SHORT = 25  # words of the mass: its number is what counts
MEMBERS = 60
LISTED = 20
SPREAD = 5  # pieces whose replies lie all over the file


def places() -> Iterator[Place]:
    """The community at each size, smallest first; each is made where it is not there yet."""
    home = Path(tempfile.gettempdir()) / "alcove-bench"
    folder = home / f"growth-{ScriptDirectory(str(MIGRATIONS)).get_current_head()}-{GENERATOR}"
    for other in home.glob("growth-*"):
        if other != folder:
            shutil.rmtree(other)
    earlier: Place | None = None
    for size in SIZES:
        there = folder / str(size)
        if not (there / "community.json").exists():
            shutil.rmtree(there, ignore_errors=True)
            _make(there, size, earlier)
        earlier = Place.find(there)
        add(earlier, lambda _founder: stay_signed_in())
        yield earlier


def _make(folder: Path, size: int, earlier: Place | None) -> None:
    if earlier is None:
        settle(sqlite(folder), _first_thousand, MEMBERS).keep()
        return
    shutil.copytree(earlier.database.folder, folder)
    (folder / "community.json").unlink()  # it is written when the place is whole
    place = replace(earlier, database=sqlite(folder))
    add(place, _growing_to(size))
    place.keep()


def _first_thousand(founder: Founder) -> None:
    """Pieces whose replies lie mixed in the file, as when people answer in all of them on the same days."""
    writers = founder.writers()
    for number in range(LISTED):
        founder.piece(f"listed {number}")
    pieces = SIZES[0] // MEASURED
    for number in range(pieces):
        ids = range(1 + number, 1 + SIZES[0], pieces)
        converse(founder.piece(f"mixed {number}"), MEASURED, writers, ids)


def _growing_to(size: int) -> Callable[[Founder], None]:
    def grow(founder: Founder) -> None:
        writers = founder.writers()
        if size == SIZES[-1]:
            for replies in THREADS:
                converse(founder.piece(f"thread {replies}"), replies, writers)
        copied = founder.piece(f"copied in {size}")
        converse(copied, MEASURED, founder.writers(SHORT))
        there = db.session.scalar(select(func.count()).select_from(Reply)) or 0
        free = multiply(copied, (size - there) // MEASURED)
        for number, ids in enumerate(free[:SPREAD]):
            spread = ids[:: len(ids) // MEASURED]
            converse(founder.piece(f"spread {number} over {size}"), MEASURED, writers, spread)

    return grow
