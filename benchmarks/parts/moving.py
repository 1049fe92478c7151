"""Moving in: the import of a WordPress export, and what it holds in memory."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

from benchmarks import blog
from benchmarks.figures import Figure, as_cheap, at_least, told
from benchmarks.parts import Bench, Part
from benchmarks.serving import ROOT, memory_of

SMALL, LARGE = 2_500, 10_000  # comments
FLAT = 1.1
GLANCE = 0.1  # seconds between looks at its memory


@dataclass(frozen=True)
class Import:
    """What an import took."""

    seconds: float
    cpu: float  # seconds, user and system, of all its processes
    peak: float  # megabytes


def measure(bench: Bench) -> Iterator[list[Figure]]:
    """A file, and one four times as large."""
    small = _import(bench, SMALL)
    yield []
    large = _import(bench, LARGE)
    ratio = large.peak / small.peak
    title = f"import of {LARGE:,} comments from WordPress"
    yield [
        at_least("import_rate", title, LARGE / large.seconds, "/s", 1_000),
        told("import_cpu", f"{title}, CPU of one", large.cpu / LARGE * 1000, "ms"),
        as_cheap(
            "import_memory", f"{title}, memory beside {SMALL:,}", large.peak, small.peak, ratio, FLAT, "MB"
        ),
    ]


def _import(bench: Bench, comments: int) -> Import:
    file, place = bench.folder / f"export-{comments}.xml", bench.place()
    blog.write(file, comments)
    command = [sys.executable, "-m", "flask", "alcove", "import", "wordpress", str(file)]
    before, began, peak = _spent(), time.perf_counter(), 0.0
    with (bench.folder / "said").open("w+") as said:
        process = subprocess.Popen(
            [*command, "--space", place.community.space],
            cwd=ROOT,
            env={**os.environ, **place.database.settings},
            stdout=said,
            stderr=said,
        )
        while process.poll() is None:
            peak = max(peak, memory_of(psutil.Process(process.pid)))
            time.sleep(GLANCE)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"the import failed: {said.read()}")
    return Import(time.perf_counter() - began, _spent() - before, peak)


def _spent() -> float:
    """Seconds of processor time of everything that this process has started and that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


PART = Part(
    "import",
    "a WordPress export of 10,000 comments",
    (f"importing {SMALL:,} comments", f"importing {LARGE:,} comments"),
    measure,
)
