"""Measure: `make bench`, or a part of it: `make bench WHAT="read write"`."""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from benchmarks import report
from benchmarks.figures import Figure
from benchmarks.parts import Bench, Part, grow, memory, moving, read, start, write

PARTS = {part.name: part for part in (each.PART for each in (read, grow, write, start, memory, moving))}
SHOWN = 28  # of a step's name, so that the bar stays where it is


def main(wanted: Sequence[str]) -> int:
    """Measure all parts, or those that are wanted, and tell; a whole measurement is also written down."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        click.echo(f"There is no part {', '.join(unknown)}. WHAT can be:", err=True)
        for part in PARTS.values():
            click.echo(f"  {part.name:8}{part.about}", err=True)
        return 2
    parts = [part for name, part in PARTS.items() if name in wanted or not wanted]
    with tempfile.TemporaryDirectory(prefix="alcove-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL may run under another account, and its folder is in here
        found = _measure(parts, Bench(folder))
    report.show(found)
    if len(parts) == len(PARTS):
        report.write(found)
    else:
        click.echo("A part is shown and not written down; `make bench` measures all and writes RESULTS.md.")
    return 0


def _measure(parts: Sequence[Part], bench: Bench) -> list[Figure]:
    found: list[Figure] = []
    with click.progressbar(length=sum(len(part.steps) for part in parts), show_pos=True) as bar:
        for part in parts:
            going = part.measure(bench)
            for step in part.steps:
                bar.label = f"{part.name}: {step}"[:SHOWN].ljust(SHOWN)
                bar.render_progress()
                found += next(going)
                bar.update(1)
            for _more in going:
                raise RuntimeError(f"{part.name} has a step without a name")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
