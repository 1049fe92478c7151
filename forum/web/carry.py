"""The carry: what somebody typed survives whatever kept it from being sent.

When a form cannot be accepted (its token expired, the person was signed out, the gate asks again, the
database is away) the answer carries every text field, shows it, and offers to send it again.
"""

from dataclasses import dataclass

from flask import render_template, request

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
        return any(value.strip() for _, value in self.fields)


NOTHING = Carried("/", ())


def typed() -> Carried:
    """What the present request tried to send; nothing if another site sent it."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") not in {
        None,
        "same-origin",
    }:
        return NOTHING
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
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


def resubmit_page(carried: Carried, why: str, status: int = 200) -> tuple[str, int]:
    """The page that shows what was typed with a button that sends it again."""
    return render_template("web/resubmit.html", carried=carried, why=why), status
