"""The lock is on the room: every public action takes a viewer first and asks a policy."""

import ast

from tests.house.source import Function, Module, modules, report

MAY_COMMIT = {"app", "cli", "demo", "web"}  # edges: a request, a command
# The entrance notes a session's use before the request's own work begins; a worker commits each job.
# They prepare what others write, or leave it to an aside.
ONLY_READ = {
    *("is_outdated", "count", "render_batch", "rewrite_batch", "note_visit", "note_look", "deliver"),
    "pack",
}
EDGES = {"forum.accounts.entrance", "forum.lib.jobs"}


def _actions() -> list[tuple[Module, Function]]:
    return [
        (module, function)
        for module in modules()
        if module.piece == "actions" and not module.path.stem.startswith("_")
        for function in module.public_functions
    ]


def test_there_are_actions_to_look_at() -> None:
    assert len(_actions()) > 5


def test_every_public_action_takes_the_viewer_first() -> None:
    faults = []
    for module, function in _actions():
        arguments = [*function.args.posonlyargs, *function.args.args]
        first = arguments[0] if arguments else None
        written = ast.unparse(first.annotation) if first and first.annotation else ""
        if first is None or first.arg != "viewer" or written.split(".")[-1] != "Viewer":
            faults.append(f"{module.place}:{function.lineno} {function.name}")
    instead = (
        "Write `def verb(viewer: Viewer, …)`; a step that only this room's actions take begins "
        "with _, or stands in a module that does."
    )
    assert not faults, report(faults, instead)


def test_every_public_action_asks_a_policy() -> None:
    faults = [
        f"{module.place}:{function.lineno} {function.name}"
        for module, function in _actions()
        if not any(_requires(node) for node in ast.walk(function))
    ]
    instead = "Begin with `require(policy.can_verb(viewer, thing))`, so that no door can forget it."
    assert not faults, report(faults, instead)


def test_every_public_action_takes_the_write_lock_itself() -> None:
    faults = [
        f"{module.place}:{function.lineno} {function.name}"
        for module, function in _actions()
        if function.name not in ONLY_READ and not any(_is_writing(node) for node in ast.walk(function))
    ]
    instead = (
        "Do what takes long (rendering, hashing, reading much) first; then ask the policy and change "
        "rows inside `with writing():`. Where nothing takes long, put `@writing()` above the verb."
    )
    assert not faults, report(faults, instead)


def test_only_the_edges_commit() -> None:
    faults = [
        f"{module.place}:{node.lineno}"
        for module in modules()
        if module.room not in MAY_COMMIT and module.name not in EDGES and module.path.stem != "cli"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("session.commit")
    ]
    assert not faults, report(faults, "Flush; the request, command or worker that called commits.")


def _is_writing(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "writing"


def _requires(node: ast.AST) -> bool:
    """`require(policy.can_x(viewer, …))`, or `require(may(viewer, Deed.X))` where that is all."""
    if not isinstance(node, ast.Call) or ast.unparse(node.func).split(".")[-1] != "require":
        return False
    return any(
        isinstance(part, ast.Call) and ast.unparse(part.func).split(".")[-1].startswith(("can_", "may"))
        for argument in node.args
        for part in ast.walk(argument)
    )
