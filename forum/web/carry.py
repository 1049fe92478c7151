"""The carry: what somebody typed survives whatever kept it from being sent.

When a form cannot be accepted (its token expired, the person was signed out, the gate asks again, the
database is away) the answer carries every text field, shows it, and offers to send it again.
"""

from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from forum.web import paths

PREFIX = "carry."
ACTION = "carry-action"
NEVER = (
    "password",
    "csrf_token",
    "code",
    "sign_in_name",
    ACTION,
)  # secrets are typed again


@dataclass(frozen=True)
class Carried:
    """A form that was typed but not accepted: where it goes and what it holds."""

    action: str
    fields: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return any(value.strip() for _name, value in self.fields)

    @property
    def rows(self) -> list[tuple[str, str | None, str]]:
        """Name, label (none: carried unseen) and text of each field, for sending it as it was."""
        labels = _labels()
        return [(name, labels.get(name), value) for name, value in self.fields]

    @property
    def luggage(self) -> list[tuple[str, str | None, str]]:
        """The same for a form in between (sign-in, gate), which brings it along unsent."""
        carried = [(PREFIX + name, label, value) for name, label, value in self.rows]
        return [(ACTION, None, self.action), *carried]


NOTHING = Carried("/", ())


def typed() -> Carried:
    """What the present request tried to send; nothing if another site sent it."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") not in {
        None,
        "same-origin",
    }:
        return NOTHING
    try:
        form = request.form
    except HTTPException:  # too large or too broken to be read at all
        return NOTHING
    fields = tuple(
        (name, value)
        for name, value in form.items(multi=True)
        if not name.startswith(PREFIX) and not any(word in name for word in NEVER)
    )
    return Carried(paths.here(), fields)


def brought() -> Carried:
    """What a sign-in or gate form brings along from an earlier page."""
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    return Carried(paths.local(request.form.get(ACTION)), fields)


def _labels() -> dict[str, str]:
    """What the fields that hold a person's own words are called."""
    return {
        "title": _("Title"),
        "body": _("Your text"),
        "content_notes": _("Content notes"),
        "words": _("Your words"),
        "reasons": _("Reasons"),
    }


def resubmit_page(carried: Carried, why: str, status: int = 200) -> tuple[str, int]:
    """The page that shows what was typed with a button that sends it again."""
    return render_template("web/resubmit.html", carried=carried, why=why), status
