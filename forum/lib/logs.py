"""The log: one line for each event, which tells an operator what to do and nobody what somebody did.

No address, name, text, token, path or query is ever written. Our own sentences are written with care
not to hold any. Other people's code cannot know that: of what it says only the sentence as it stands in
its source is kept, with numbers filled in, or where even that is made up of values, the place that
said it. Of a fault the kinds and places are told, never its words, which often repeat a value.
"""

import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from forum.lib.later import absent

with absent("rich", "better_exceptions", "colorama"):  # it imports what it finds, 5 MB, to draw tracebacks
    import structlog

ROOT = Path(__file__).parents[2]
OURS = ("forum", "gunicorn")  # whose lines below a warning can be asked for
_views: list[Callable[[], str | None]] = []
REQUESTS = logging.getLogger("forum.requests")


class Formatter(logging.Formatter):
    """A record as one line: for eyes, or as JSON."""

    def __init__(self, *, for_eyes: bool) -> None:
        super().__init__()
        self._render: structlog.typing.Processor = structlog.processors.JSONRenderer()
        if for_eyes:
            self._render = structlog.dev.ConsoleRenderer(colors=False, sort_keys=False)

    def format(self, record: logging.LogRecord) -> str:
        """Write what may be written of a record."""
        return str(self._render(None, record.levelname, _told(record)))


def configure(level: str = "warning", *, requests: bool = False) -> None:
    """Write all that this process logs to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter(for_eyes=sys.stderr.isatty()))
    logging.raiseExceptions = False  # what cannot be written must not be shown raw instead
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level.upper())
    REQUESTS.setLevel(logging.INFO if requests else logging.CRITICAL)


def ask_for_view(ask: Callable[[], str | None]) -> None:
    """Have each line name the view of the present request, which is asked for here."""
    _views[:] = [ask]


def request(view: str, method: str, status: str, seconds: float) -> None:
    """Note that a request was answered, if the operator wants to know."""
    if REQUESTS.isEnabledFor(logging.INFO):
        told = {"view": view, "method": method, "status": int(status), "ms": round(seconds * 1000, 1)}
        REQUESTS.info("request", extra={"told": told})


def _told(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "timestamp": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "level": record.levelname.lower(),
        "event": _said(record),
        "logger": record.name,
    }
    for view in filter(None, (ask() for ask in _views)):
        told["view"] = view
    told |= getattr(record, "told", {})
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None:
        told |= {"fault": " < ".join(_kinds(fault)), "at": _places(fault)}
    return told


def _said(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] == "forum":
        return record.getMessage()
    if not record.args or not isinstance(record.msg, str):
        return f"{record.module}.{record.funcName}"
    if not isinstance(record.args, tuple):
        return record.msg
    safe = tuple(value if isinstance(value, int | float) else "…" for value in record.args)
    try:
        return record.msg % safe
    except (TypeError, ValueError):  # a number was wanted where there was none
        return record.msg


def _kinds(fault: BaseException) -> Iterator[str]:
    """The fault's class, and those of what led to it."""
    seen: set[int] = set()
    while id(fault) not in seen:
        seen.add(id(fault))
        yield type(fault).__name__
        before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        fault = before or fault


def _places(fault: BaseException) -> list[str]:
    """Where it came through, the innermost last: files and lines of code, never what they held."""
    frames = traceback.extract_tb(fault.__traceback__)
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(path: str) -> str:
    """A file's path from where its package begins: where that is installed is nobody's business."""
    return path.rpartition("site-packages/")[2].removeprefix(f"{ROOT}/")
