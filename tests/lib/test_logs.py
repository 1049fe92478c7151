"""A line of the log tells what happened and where in the code, and repeats nothing that anybody said."""

import json
import logging
import sys
from typing import Any

import pytest

from forum.lib.logs import Formatter

SAID = "what somebody said"


def _line(name: str, message: Any, *args: object, fault: bool = False) -> dict[str, Any]:
    record = logging.getLogger(name).makeRecord(
        name, logging.ERROR, __file__, 1, message, args, sys.exc_info() if fault else None, "asker"
    )
    line: dict[str, Any] = json.loads(Formatter(for_eyes=False).format(record))
    assert SAID not in json.dumps(line)
    return line


def test_our_own_sentences_are_told_whole() -> None:
    line = _line("forum.lib.jobs", "the job %s failed", "search.index")
    assert line["event"] == "the job search.index failed"
    assert line["level"] == "error"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("message", "args", "told"),
    [
        ("Worker (pid:%s) was sent %s!", (7, SAID), "Worker (pid:7) was sent …!"),
        (f"Invalid request from {SAID}", (), "test_logs.asker"),
        ("%(who)s came", ({"who": SAID},), "%(who)s came"),
        ("%d came", (SAID,), "%d came"),
        (ValueError(SAID), (), "test_logs.asker"),
    ],
)
def test_of_other_peoples_sentences_only_what_stands_in_their_code(
    message: object, args: tuple[object, ...], told: str
) -> None:
    assert _line("gunicorn.error", message, *args)["event"] == told


def test_of_a_fault_kinds_and_places_are_told_and_no_words() -> None:
    try:
        try:
            int(SAID)
        except ValueError as error:
            raise LookupError(SAID) from error
    except LookupError:
        line = _line("forum", "a fault", fault=True)
    assert line["fault"] == "LookupError < ValueError"
    assert line["at"][-1].startswith("tests/lib/test_logs.py:")


def test_a_fault_without_words_or_with_a_circle_ends() -> None:
    one, other = LookupError(), ValueError()
    one.__context__, other.__context__ = other, one
    try:
        raise one
    except LookupError:
        one.__context__, other.__context__ = other, one
        assert _line("forum", "a fault", fault=True)["fault"] == "LookupError < ValueError"


def test_for_eyes_it_is_a_plain_line() -> None:
    record = logging.makeLogRecord({"name": "forum", "levelname": "ERROR", "msg": "the disk is full"})
    line = Formatter(for_eyes=True).format(record)
    assert "the disk is full" in line
    assert "\x1b" not in line
