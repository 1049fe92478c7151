"""Starting: from nothing to the first answer."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks import serving
from benchmarks.figures import Figure, at_most
from benchmarks.parts import Bench, Part

STARTS = 5
MAKE = 3


def measure(bench: Bench) -> Iterator[list[Figure]]:
    """The server by itself, and the whole of `make run` where everything is installed already."""
    place = bench.place()
    starts = []
    for _start in range(STARTS):
        with place.served() as server:
            starts.append(server.cold_start)
    yield [at_most("cold_start", "cold start of the server to the first answer", median(starts), "s", 1.5)]
    yield _make_run(bench.folder / "instance")


def _make_run(data: Path) -> list[Figure]:
    make, settings = shutil.which("make"), {"ALCOVE_DATA_DIR": str(data), "ALCOVE_DEMO": "1"}
    if make is None:
        raise RuntimeError("make is not installed")
    starts = []
    for _start in range(1 + MAKE):  # the first fills the demonstration
        port = serving.free_port()
        given = [f"{name}={value}" for name, value in ({"PORT": str(port)} | settings).items()]
        with serving.serve([make, "run", *given], "/healthz", settings, port) as server:
            starts.append(server.cold_start)
    title = "second `make run` to the first answer"
    return [at_most("cold_start_make", title, median(starts[1:]), "s", 1.5)]


PART = Part(
    "start",
    "from nothing to the first answer",
    ("starting the server", "make run"),
    measure,
)
