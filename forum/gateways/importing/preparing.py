"""Converts and renders texts ahead of their being written, on every core where that pays."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import NamedTuple

from forum.gateways.importing.wordpress_text import Prepared, prepare_comment, prepare_piece

WORTH_IT = 2_000  # texts; starting the other processes takes about a second
CHUNK = 25  # texts handed over at a time


class Job(NamedTuple):
    """One text to be converted."""

    is_piece: bool
    html: str
    base: str


class Preparer:
    """Turns jobs into prepared texts, in order; asking for some starts work on them at once."""

    def __init__(self, pool: ProcessPoolExecutor | None = None) -> None:
        self._pool = pool

    def prepare(self, jobs: Sequence[Job]) -> Iterator[Prepared | None]:
        """The prepared texts; None for one that is too long."""
        if self._pool is None:
            return map(prepare, jobs)
        return self._pool.map(prepare, jobs, chunksize=CHUNK)


def prepare(job: Job) -> Prepared | None:
    """Convert and render one text."""
    return (prepare_piece if job.is_piece else prepare_comment)(job.html, job.base)


@contextmanager
def preparer(texts: int, workers: int | None = None) -> Iterator[Preparer]:
    """A preparer for about so many texts; few are prepared where they are written."""
    workers = workers or (os.cpu_count() or 1 if texts >= WORTH_IT else 1)
    if workers == 1:
        yield Preparer()
        return
    # Spawned, not forked: a child must not share the database's connection.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield Preparer(pool)
