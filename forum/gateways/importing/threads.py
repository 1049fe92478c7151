"""Puts the comments of one piece into reading order and mends what old databases broke."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from forum.gateways.importing.pieces import ImportedComment, Mended, State

LAST = datetime.max.replace(tzinfo=UTC)


def arrange(
    comments: Iterable[ImportedComment], max_depth: int
) -> tuple[tuple[ImportedComment, ...], Counter[Mended]]:
    """The comments in reading order, each after its parent, and how many had to be mended.

    Siblings stand by time, then by id. Cases, in order: a parent that is not there, is the comment
    itself, or answers it in a circle: top level · below one that waits, which has no place yet: to
    the nearest approved ancestor, else top level · deeper than `max_depth`: beside its parent, under
    the deepest ancestor that may have replies.
    """
    ordered = sorted(comments, key=_order)
    mended: Counter[Mended] = Counter()
    parents = _known_parents(ordered, mended)
    _open_circles(parents, mended)
    _lift_from_held(ordered, parents, mended)
    roots, depths = _depths(parents)
    _limit_depth(roots, depths, parents, max_depth, mended)
    return tuple(_reading_order(ordered, parents)), mended


def _order(comment: ImportedComment) -> tuple[datetime, int, str]:
    digits = comment.source_id if comment.source_id.isdecimal() else ""
    return comment.written_at or LAST, len(digits.lstrip("0")), comment.source_id


def _known_parents(ordered: list[ImportedComment], mended: Counter[Mended]) -> dict[str, str | None]:
    ids = {comment.source_id for comment in ordered}
    parents: dict[str, str | None] = {}
    for comment in ordered:
        parent = comment.parent_source_id
        if parent is not None and parent not in ids:
            mended[Mended.MISSING_PARENT] += 1
            parent = None
        parents[comment.source_id] = parent
    return parents


def _open_circles(parents: dict[str, str | None], mended: Counter[Mended]) -> None:
    """Make the first comment of each circle (in order of time) a top-level one."""
    settled: set[str] = set()
    ranks = {name: rank for rank, name in enumerate(parents)}
    for start in parents:
        trail: dict[str, None] = {}
        at: str | None = start
        while at is not None and at not in settled and at not in trail:
            trail[at] = None
            at = parents[at]
        if at is not None and at in trail:
            parents[min(_circle(at, parents), key=ranks.__getitem__)] = None
            mended[Mended.CIRCLE] += 1
        settled.update(trail)


def _circle(start: str, parents: dict[str, str | None]) -> list[str]:
    circle = [start]
    step = parents[start]
    while step is not None and step != start:
        circle.append(step)
        step = parents[step]
    return circle


def _lift_from_held(
    ordered: list[ImportedComment],
    parents: dict[str, str | None],
    mended: Counter[Mended],
) -> None:
    held = {comment.source_id for comment in ordered if comment.state is State.HELD}
    true_parents = dict(parents)
    above: dict[str, str | None] = {}  # of a held one: its nearest approved ancestor
    for name, parent in true_parents.items():
        if parent not in held:
            continue
        climbed = []
        while parent in held and parent not in above:
            climbed.append(parent)
            parent = true_parents[parent]
        parents[name] = above[parent] if parent in held else parent
        above.update(dict.fromkeys(climbed, parents[name]))
        mended[Mended.HELD_PARENT] += 1


def _depths(parents: dict[str, str | None]) -> tuple[list[str], dict[str, int]]:
    """Every comment after its parent, and how deep each stands."""
    children: dict[str | None, list[str]] = {}
    for name, parent in parents.items():
        children.setdefault(parent, []).append(name)
    line = list(children.get(None, ()))
    depths = dict.fromkeys(line, 0)
    for name in line:  # grows while it is walked
        for child in children.get(name, ()):
            depths[child] = depths[name] + 1
            line.append(child)
    return line, depths


def _limit_depth(
    line: list[str],
    depths: dict[str, int],
    parents: dict[str, str | None],
    max_depth: int,
    mended: Counter[Mended],
) -> None:
    for name in line:
        parent = parents[name]
        if parent is not None and depths[parent] >= max_depth:
            parents[name] = parents[parent]
            depths[name] = max_depth
            mended[Mended.TOO_DEEP] += 1


def _reading_order(
    ordered: list[ImportedComment], parents: dict[str, str | None]
) -> Iterable[ImportedComment]:
    children: dict[str | None, list[ImportedComment]] = {}
    for comment in ordered:
        parent = parents[comment.source_id]
        children.setdefault(parent, []).append(replace(comment, parent_source_id=parent))
    stack = children.get(None, [])[::-1]
    while stack:
        comment = stack.pop()
        yield comment
        stack.extend(reversed(children.get(comment.source_id, [])))
