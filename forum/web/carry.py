"""The carry: what somebody typed survives whatever kept it from being sent.

When a form cannot be accepted (its token expired, the person was signed out, the gate asks again, the
database is away) the answer carries every text field, shows it, and offers to send it again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from flask import current_app, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from forum.web import doors, origin, paths

PREFIX = "carry."
ACTION = "carry-action"
NEVER = (
    "password",
    "csrf_token",
    "code",
    "sign_in_name",
    ACTION,
)  # secrets are typed again
MOST_FIELDS = 40  # our longest form has ten; a page of a million would keep a worker busy for seconds


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
    def may_resend(self) -> bool:
        """Whether to offer to send it again; all else is shown to be copied, and to be done anew."""
        door = doors.of_address(current_app, urlsplit(self.action).path, "POST")
        return door is not None and door.resend

    @property
    def back(self) -> str:
        """A page from which to do it anew."""
        door = doors.of_address(current_app, urlsplit(self.action).path, "GET")
        return self.action if door is not None else "/"

    @property
    def luggage(self) -> list[tuple[str, str | None, str]]:
        """The same for a form in between (sign-in, gate), which brings it along unsent."""
        carried = [(PREFIX + name, label, value) for name, label, value in self.rows]
        return [(ACTION, None, self.action), *carried]


NOTHING = Carried("/", ())


def typed() -> Carried:
    """What the present request tried to send; nothing if another site sent it."""
    if request.method != "POST" or origin.is_from_elsewhere():
        return NOTHING
    try:
        form = request.form
    except HTTPException:  # too large or too broken to be read at all
        return NOTHING
    fields = ((name, value) for name, value in form.items(multi=True) if not name.startswith(PREFIX))
    return _pack(paths.here(), fields)


def brought() -> Carried:
    """What a sign-in or gate form brings along from an earlier page; nothing from another site."""
    if origin.is_from_elsewhere():
        return NOTHING
    fields = (
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    return _pack(paths.local(request.form.get(ACTION)), fields)


def _pack(action: str, fields: Iterator[tuple[str, str]]) -> Carried:
    open_ones = (field for field in fields if not any(word in field[0] for word in NEVER))
    return Carried(action, tuple(islice(open_ones, MOST_FIELDS)))


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
