"""What is typed of a worksheet: a form is made of its questions."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField
from wtforms.validators import ValidationError

from forum.records.actions import Answer
from forum.records.models import WorksheetRecord
from forum.records.worksheets import Worksheet
from forum.web.forms import Form, line, prose

WORDS_MOST, NAME_MOST = 4_000, 80


class WorksheetForm(Form):
    """What every worksheet ends with."""

    signed_as = line(_l("Signed as"), NAME_MOST, 1)

    def answers(self, sheet: Worksheet) -> list[Answer]:
        """The answers that a valid form holds."""
        return [
            Answer(
                question.key,
                self[f"choice-{question.key}"].data if question.options else None,
                self[f"words-{question.key}"].data or "",
            )
            for question in sheet.questions
        ]


def form_of(sheet: Worksheet, latest: WorksheetRecord | None = None, *, sent: bool) -> WorksheetForm:
    """A worksheet's form: as sent, or with what was last signed in it."""
    fields: dict[str, Any] = {}
    for question in sheet.questions:
        if question.options:
            fields[f"choice-{question.key}"] = StringField(question.text, [_one_of(question.options)])
        least = 0 if question.options else 1
        fields[f"words-{question.key}"] = prose(question.text, WORDS_MOST, least)
    made = type(f"Form of {sheet.key}", (WorksheetForm,), fields)
    form: WorksheetForm = made() if sent else made(formdata=None, data=_data(latest))
    return form


def _data(latest: WorksheetRecord | None) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for answer in latest.answers if latest else []:
        data[f"choice-{answer['key']}"] = answer["choice"]
        data[f"words-{answer['key']}"] = answer["words"]
    return data


def _one_of(options: tuple[tuple[str, Any], ...]) -> Any:
    def check(_form: object, field: Field) -> None:
        if field.data not in {value for value, _label in options}:
            raise ValidationError(_("Please choose one of these."))

    return check
