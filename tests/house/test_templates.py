"""Templates compile, trust no text, and obey the content security policy."""

import re
from pathlib import Path

from flask import Flask

from tests.house.source import ROOT, files, modules, report

TRUSTING = re.compile(r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\(")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|\bjavascript:", re.IGNORECASE
)
FOREIGN = re.compile(
    r"(?:\b(?:src|action|formaction)|<link\b[^>]*\bhref)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
)
MAKES_HTML = {"markup"}  # the only room that may call a text safe


def _lines(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number} {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


def test_every_template_compiles(sqlite_app: Flask) -> None:
    names = [str(p.relative_to(ROOT / "templates")) for p in files("templates", "*.html")]
    assert len(names) > 10
    for name in names:
        sqlite_app.jinja_env.get_template(name)


def test_no_template_calls_a_text_safe() -> None:
    faults = _lines(TRUSTING, files("templates", "*.*"))
    assert not faults, report(faults, "Let forum.markup make the HTML: its columns load as Markup.")


def test_only_markup_makes_safe_html() -> None:
    faults = [
        f"{module.place}:{number}"
        for module in modules()
        if module.room not in MAKES_HTML
        for number, line in enumerate(module.text.splitlines(), 1)
        if re.search(r"\bMarkup\(", line)
    ]
    assert not faults, report(faults, "Write it in a template, or render it with forum.markup.")


def test_no_script_or_style_stands_in_a_page() -> None:
    faults = _lines(INLINE, files("templates", "*.html"))
    instead = "Use a class and static/css/components, or a data- attribute and static/js/behaviours."
    assert not faults, report(faults, instead)


def test_no_page_loads_anything_from_another_site() -> None:
    faults = _lines(FOREIGN, files("templates", "*.html"))
    assert not faults, report(faults, "Serve it from static/; a reader's address goes nowhere else.")
