"""The table that is shown, and the two files that keep it."""

import json
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import psutil

from benchmarks.figures import Figure

FOLDER = Path(__file__).parent
WORDS = """# Results

Written by `make bench`. Each figure stands beside a reference that was measured in the same run, in turn with
it; absolute times mean little on a shared machine. A figure without a target is there to explain the others.
How each is taken is said in [testing](../docs/developers/testing.md#speed).

"""


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    for line in _table(figures):
        click.echo(line)


def write(figures: Sequence[Figure]) -> None:
    """Write RESULTS.md and latest.json."""
    told = {
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": _machine(),
        "figures": [figure.as_json() for figure in figures],
    }
    (FOLDER / "latest.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    missed = sum(figure.met is False for figure in figures)
    measured = f"Commit {told['commit']}, {told['date']}, {told['machine']}."
    met = f"{sum(figure.met is True for figure in figures)} targets met, {missed} missed."
    table = "\n".join(_table(figures))
    (FOLDER / "RESULTS.md").write_text(f"{WORDS}{measured} {met}\n\n{table}\n")


def _table(figures: Sequence[Figure]) -> list[str]:
    rows = [("figure", "value", "reference", "ratio", "target", "met")]
    rows += [
        (
            figure.title,
            f"{_number(figure.value)} {figure.unit}".rstrip(),
            "" if figure.reference is None else f"{_number(figure.reference)} {figure.unit}",
            "" if figure.ratio is None else f"{figure.ratio:.2f} ×",
            figure.target,
            {True: "yes", False: "**no**", None: ""}[figure.met],
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _number(value: float) -> str:
    """Three figures, or all of a whole number."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"


def _machine() -> str:
    """The machine's class, not its name."""
    memory = psutil.virtual_memory().total / 1e9
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def _commit() -> str:
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=7", "--exclude=*"]
    done = subprocess.run(asked, cwd=FOLDER, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
