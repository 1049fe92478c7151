"""The code of the house as its tests read it: modules, their furniture, their imports."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
FURNITURE = (
    "routes",
    "forms",
    "listeners",
    "jobs",
    "actions",
    "queries",
    "policy",
    "events",  # an event names what happened, so it knows the models
    "models",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: Path

    @cached_property
    def text(self) -> str:
        """What is written in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, str(self.path))

    @property
    def place(self) -> str:
        """Its path, as a failure shows it."""
        return str(self.path.relative_to(ROOT))

    @property
    def name(self) -> str:
        """Its dotted name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str:
        """The room (or the single module) of the house that it belongs to."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    @property
    def piece(self) -> str:
        """What stands at this place in the room: "actions" for forum/accounts/actions/join.py."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 else ""

    @property
    def imports(self) -> Iterator[tuple[int, str, str]]:
        """Line, module and name of each import; the name is empty for `import x`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.lineno, node.module, alias.name) for alias in node.names)

    @property
    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    @property
    def public_functions(self) -> Iterator[Function]:
        """The functions at the top of the file that others may call."""
        for node in self.tree.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield node


def modules(*folders: str) -> list[Module]:
    """Every Python file of the folders, or of the application where none is named."""
    found = [path for folder in folders or ("forum",) for path in (ROOT / folder).rglob("*.py")]
    return [Module(path) for path in sorted(found)]


def files(folder: str, pattern: str) -> list[Path]:
    """Every file of a folder whose name fits."""
    return sorted((ROOT / folder).rglob(pattern))


def report(faults: list[str], instead: str) -> str:
    """What a failing house test says: what to write instead, and where."""
    return "\n".join([instead, *(f"  {fault}" for fault in faults)])
