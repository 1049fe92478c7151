"""What is written is short, explained and finished."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import Module, files, modules, report

# When a file passes 250 lines it becomes a folder of the same name; these are the hard stops.
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_TEMPLATE = 200
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
SAID_IN_TEMPLATES = re.compile(r'\b_\("([^"]*)"')
STRAIGHT = re.compile(r"[A-Za-z]'[a-z]")
EXCEPTION = re.compile(r"#\s*(?:type:\s*ignore|noqa|nosec)(?:[\[:\s][\w\-, :]*?\]?)?\s*((?:#|- ).*)?$")


def test_files_stay_short() -> None:
    faults = [
        f"{module.place}: {length} lines"
        for module in modules("forum", "tests", "benchmarks")
        if (length := module.text.count("\n")) > MOST_LINES
    ]
    assert not faults, report(faults, "Make the file a folder of the same name, a file per thought.")


def test_functions_stay_short() -> None:
    faults = [
        f"{module.place}:{function.lineno} {function.name}: {length} lines"
        for module in modules("forum", "tests", "benchmarks")
        for function in module.functions
        if (length := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]
    assert not faults, report(faults, "Take steps out into private functions below, in call order.")


def test_templates_stay_short() -> None:
    faults = [
        f"{path.name}: {length} lines"
        for path in files("templates", "*.html")
        if (length := path.read_text().count("\n")) > MOST_LINES_OF_A_TEMPLATE
    ]
    assert not faults, report(faults, "Take parts out into _partials or components.")


def test_every_module_and_public_thing_says_what_it_is_for() -> None:
    faults = []
    for module in modules():
        if not ast.get_docstring(module.tree):
            faults.append(module.place)
        for node in module.tree.body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                faults.append(f"{module.place}:{node.lineno} {node.name}")
    assert not faults, report(faults, "Add one sentence that says what it is for.")


def test_every_test_file_says_what_it_is_about() -> None:
    faults = [m.place for m in modules("tests", "benchmarks") if not ast.get_docstring(m.tree)]
    assert not faults, report(faults, "Add one sentence that says what the tests tell.")


@pytest.mark.parametrize("folder", ["forum", "templates", "static", "migrations", "tests"])
def test_nothing_is_left_unfinished(folder: str) -> None:
    faults = [
        f"{path}:{number}"
        for path in files(folder, "*.*")
        if path.suffix in {".py", ".html", ".css", ".js"} and path.name != "test_words.py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not faults, report(faults, "Do it now, or open an issue and take the note out.")


def test_every_exception_from_the_checks_has_its_reason_beside_it() -> None:
    faults = [
        f"{module.place}:{number}"
        for module in modules("forum", "tests", "benchmarks", "migrations")
        if module.path.name != "test_words.py"
        for number, line in enumerate(module.text.splitlines(), 1)
        if (found := EXCEPTION.search(line)) and not found.group(1)
    ]
    instead = "Write why after it: `# noqa: A002  # the name is the library's`."
    assert not faults, report(faults, instead)


def test_what_people_read_has_printers_apostrophes() -> None:
    said = [(str(path), words) for path in files("templates", "*.html") for words in _said_in(path)]
    said += [(module.place, words) for module in modules() for words in _said_by(module)]
    faults = [f"{place}: {words}" for place, words in said if STRAIGHT.search(words)]
    assert len(said) > 1000, "the sentences are found"
    assert not faults, report(faults, "Write ’, as in the texts around it.")


def _said_in(template: Path) -> list[str]:
    return SAID_IN_TEMPLATES.findall(template.read_text())


def _said_by(module: Module) -> list[str]:
    calls = [
        node
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "_l"}
    ]
    first = [call.args[0] for call in calls if call.args]
    return [
        words.value for words in first if isinstance(words, ast.Constant) and isinstance(words.value, str)
    ]
