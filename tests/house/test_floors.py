"""Imports go down: between the floors of the house, and along the furniture of a room."""

import subprocess
import sys
from pathlib import Path

from tests.house.source import FURNITURE, ROOT, modules, report

READ_CONFIG = {"config", "app"}
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "services", "service", "misc"}
HTTP_WORDS = {"request", "session", "g", "current_user", "url_for", "abort", "flash", "redirect"}
# Rooms and pieces that are themselves the edge where HTTP is spoken.
HTTP_ROOMS = {"web", "app", "wiring", "cli"}
HTTP_PIECES = {"routes", "forms"}
HTTP_MODULES = {"forum.agegate.page", "forum.agegate.cookie"}  # the gate's answer and its cookie


def test_the_floors_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    instead = (
        "Move the code to the room that knows both sides, or have the lower room emit an event "
        "that the higher one listens to (docs/architecture.md)."
    )
    assert done.returncode == 0, f"{instead}\n{done.stdout}{done.stderr}"


def test_furniture_is_imported_rightwards() -> None:
    order = {name: position for position, name in enumerate(FURNITURE)}
    faults = []
    for module in modules():
        own = order.get(module.piece, -1)
        for line, target, name in module.imports:
            room = f"forum.{module.room}"
            full = f"{target}.{name}" if target == room else target
            if not full.startswith(f"{room}.") or own < 0:
                continue
            piece = full.split(".")[2]
            if piece in order and order[piece] < own:
                faults.append(f"{module.place}:{line} {module.piece} imports {piece}")
    arrow = " → ".join(FURNITURE)
    assert not faults, report(faults, f"Inside a room, import only rightwards: {arrow}.")


def test_settings_are_read_only_where_the_application_is_wired() -> None:
    faults = [
        f"{module.place}:{line}"
        for module in modules()
        for line, target, name in module.imports
        if (target == "forum.config" or (target, name) == ("forum", "config"))
        and module.room not in READ_CONFIG
    ]
    instead = "Have forum/app.py put the setting into app.config, or pass it as an argument."
    assert not faults, report(faults, instead)


def test_http_ends_at_the_route() -> None:
    faults = [
        f"{module.place}:{line} {name}"
        for module in modules()
        for line, target, name in module.imports
        if target in {"flask", "flask_login"}
        and name in HTTP_WORDS
        and module.room not in HTTP_ROOMS
        and module.piece not in HTTP_PIECES
        and module.name not in HTTP_MODULES
    ]
    instead = "Read the request in routes.py and pass what is needed, with a Viewer, as arguments."
    assert not faults, report(faults, instead)


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    faults = [
        module.place
        for module in modules("forum", "tests", "benchmarks")
        if BANNED_NAMES & set(module.name.split("."))
    ]
    assert not faults, report(faults, "Name the module after what it knows, not after its use.")
