"""The base of every form: text is cleaned the same way everywhere and lost nowhere."""

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.i18n import DummyTranslations
from wtforms.validators import ValidationError

from forum.lib.refusal import Refusal

# Databases refuse NUL, and no other control but tab and newline can be shown.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


_NONE = DummyTranslations()


class Form(FlaskForm):
    """A form whose token the hall has already checked, before the view was called."""

    class Meta:
        """The hall's check covers every write, so forms do not repeat it."""

        csrf = False

        def get_translations(self, _form: object) -> DummyTranslations:
            """Look for no translations of the library's own sentences: all that people read are ours.

            It would read its catalogue from the disk anew with every form.
            """
            return _NONE

        def wrap_formdata(self, _form: object, formdata: Any) -> Any:
            """Take what was typed and nothing else: a file or JSON where text belongs is no text."""
            if formdata is None or hasattr(formdata, "getlist"):
                return formdata
            return request.form if request.method == "POST" else None


class Text:
    """Validator: between `least` and `most` characters, none of which cannot be stored."""

    def __init__(self, most: int, least: int = 0, empty: Any = None) -> None:
        self.most = most
        self.least = least
        self.empty = empty
        self.field_flags: dict[str, Any] = {"maxlength": most}
        if least:
            self.field_flags["required"] = True

    def __call__(self, _form: object, field: Field) -> None:
        """Raise a ValidationError with a sentence on what to change."""
        text = field.data or ""
        if UNSTORABLE.search(text):
            raise ValidationError(_("This holds a character that cannot be shown. Please type it anew."))
        if len(text.strip()) < self.least:
            raise ValidationError(
                str(self.empty or _("Please write something here."))
                if self.least == 1
                else _("Please write at least %(least)d characters.", least=self.least)
            )
        if len(text) > self.most:
            raise ValidationError(
                _(
                    "This has %(length)d characters; %(most)d is the most. Please shorten it.",
                    length=len(text),
                    most=self.most,
                )
            )


def line(label: Any, most: int, least: int = 0, empty: Any = None, **options: Any) -> StringField:
    """A one-line field; surrounding blanks are dropped; `empty` is said where nothing was typed."""
    return StringField(label, [Text(most, least, empty)], filters=[_one_line], **options)


def prose(label: Any, most: int, least: int = 0, **options: Any) -> TextAreaField:
    """A field for longer text; line ends become newlines, all else stays as typed."""
    return TextAreaField(label, [Text(most, least)], filters=[_newlines], **options)


def faults(form: Form, refusal: Refusal | None = None) -> dict[str, str]:
    """One sentence per field, and under "" what concerns the whole form."""
    found = {name: str(said[0]) for name, said in form.errors.items() if name and said}
    if refusal is not None:
        places = (refusal.field or "", f"new_{refusal.field}")  # a "password" may be a form's "new_password"
        found[next((place for place in places if place in form), "")] = refusal.sentence
    return found


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split("\n")).strip(" \t\r")


def _newlines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
