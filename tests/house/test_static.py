"""What every first visit loads stays small, and stands on its own."""

import gzip
import re
from pathlib import Path

from tests.house.source import files, report

MOST_CSS = 25 * 1024
MOST_SCRIPT = 15 * 1024


def _weight(paths: list[Path]) -> int:
    return len(gzip.compress(b"\n".join(path.read_bytes() for path in paths), 9))


def test_all_styles_together_are_light() -> None:
    weight = _weight(files("static/css", "*.css"))
    assert 0 < weight <= MOST_CSS, f"{weight} bytes gzipped: at most {MOST_CSS}; remove, do not minify"


def test_all_scripts_together_are_light() -> None:
    weight = _weight(files("static/js", "*.js"))
    assert 0 < weight <= MOST_SCRIPT, f"{weight} bytes gzipped: at most {MOST_SCRIPT}; improve less"


def test_behaviours_stand_alone() -> None:
    faults = [
        str(path)
        for path in files("static/js", "*.js")
        if re.search(r"^\s*(import|export)\b", path.read_text(), re.MULTILINE)
    ]
    assert not faults, report(faults, "Behaviours are joined into one file: no import, no export.")


def test_styles_and_scripts_load_nothing_from_elsewhere() -> None:
    pattern = re.compile(r"url\(|@import|https?://(?!www\.w3\.org/)|\beval\(|new Function\(")
    faults = [
        f"{path.name}: {found.group()}"
        for path in [*files("static", "*.css"), *files("static", "*.js")]
        for found in pattern.finditer(path.read_text())
        if found.group() != "url("
    ]
    assert not faults, report(faults, "Ship it in static/, or do without.")
