"""The table that is printed, and the two files that keep it."""

import json
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import psutil

from benchmarks.figures import Figure

FOLDER = Path(__file__).parent


def write(figures: Sequence[Figure]) -> None:
    """Print the table and write RESULTS.md and latest.json."""
    told = {
        "commit": _commit(),
        "date": datetime.now(UTC).date().isoformat(),
        "machine": f"{psutil.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}",
        "figures": [figure.as_json() for figure in figures],
    }
    table = "\n".join(_table(figures))
    (FOLDER / "latest.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    (FOLDER / "RESULTS.md").write_text(
        "# Results\n\nWritten by `make bench`. Each figure stands beside a reference that was measured in "
        "the same run;\nabsolute times mean little on a shared machine.\n\n"
        f"Commit {told['commit']}, {told['date']}, {told['machine']}.\n\n{table}\n"
    )
    print(table)


def _table(figures: Sequence[Figure]) -> list[str]:
    rows = [("figure", "value", "reference", "ratio", "target", "met")]
    rows += [
        (
            figure.title,
            f"{figure.value:,.4g} {figure.unit}",
            "" if figure.reference is None else f"{figure.reference:,.4g} {figure.unit}",
            "" if figure.ratio is None else f"{figure.ratio:.2g} ×",
            figure.target,
            "yes" if figure.met else "no",
        )
        for figure in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, cwd=FOLDER, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
