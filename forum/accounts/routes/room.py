"""Where the room's routes hang, and what its pages have in common."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, make_response, render_template, request
from werkzeug.wrappers import Response

from forum.accounts.actions import Opened
from forum.accounts.passkeys import Place
from forum.accounts.refusals import TooMany
from forum.lib import clock
from forum.lib.refusal import Refusal
from forum.web import cookies, current, edge
from forum.web.doors import Room
from forum.web.forms import Form, faults

room = Room("accounts", "forum.accounts")


def show(template: str, form: Form, refusal: Refusal | None = None, **context: Any) -> Response:
    """A form's page, anew or with what is wrong; what a refused attempt has spent stays spent."""
    errors = faults(form, refusal)
    summary = [(name or None, sentence) for name, sentence in errors.items()]
    page = render_template(f"accounts/{template}", form=form, errors=errors, summary=summary, **context)
    if refusal is not None:
        edge.keep_writes()
    return make_response(page, _status(errors, refusal))


def code_page(code: str, *, next_path: str, title: str, lead: str) -> Response:
    """The page that shows a recovery code, this once."""
    page = render_template(
        "accounts/recovery_code.html",
        groups=code.split("-"),
        next_path=next_path,
        title=title,
        lead=lead,
    )
    return make_response(page)


def let_in(response: Response, opened: Opened, *, stay: bool) -> Response:
    """Give the browser its session: until it closes, or as long as the session lives."""
    cookies.put(response, "session", opened.token, opened.expires_at - clock.now() if stay else None)
    return response


def place() -> Place:
    """Where passkeys are good: this very host, as the browser names it."""
    name = str(current_app.config["SITE_NAME"])
    return Place(urlsplit(request.host_url).hostname or "", f"{request.scheme}://{request.host}", name)


def session_id() -> int | None:
    """The session that the present request came by, if any."""
    found = current.session()
    return found.session_id if found else None


def _status(errors: dict[str, str], refusal: Refusal | None) -> int:
    if isinstance(refusal, TooMany):
        return 429
    return 400 if errors else 200
