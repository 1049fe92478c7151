"""Signing a worksheet."""

import calendar
from dataclasses import dataclass
from datetime import date

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.records import policy
from forum.records.models import WorksheetRecord
from forum.records.worksheets import Worksheet


@dataclass(frozen=True)
class Answer:
    """What was chosen, and why."""

    key: str
    choice: str | None
    words: str


@writing()
def sign(viewer: Viewer, sheet: Worksheet, answers: list[Answer], signed_as: str) -> WorksheetRecord:
    """Keep a worksheet as it was answered today; an earlier one stays as it is.

    The questions are kept with it in the words that were shown, so that a later version changes nothing.
    """
    require(policy.can_keep_records(viewer))
    record = WorksheetRecord(
        kind=sheet.key,
        version=sheet.version,
        answers=[_kept(sheet, answer) for answer in answers],
        signed_as=signed_as,
        signed_on=clock.today(),
        review_on=_months_later(clock.today(), sheet.months),
    )
    db.session.add(record)
    db.session.flush()
    return record


def _kept(sheet: Worksheet, answer: Answer) -> dict[str, str | None]:
    question = sheet.question(answer.key)
    if question is None:
        raise ValueError(f"no such question: {answer.key}")
    label = next((str(label) for value, label in question.options if value == answer.choice), None)
    shown = {"question": str(question.text), "choice": answer.choice, "label": label}
    return {"key": answer.key, **shown, "words": answer.words, "source": question.source}


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
