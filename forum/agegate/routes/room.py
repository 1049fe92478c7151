"""The room, and how an answer leads on."""

from flask import make_response, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.agegate import cookie
from forum.web import carry, cookies
from forum.web.carry import Carried
from forum.web.doors import Room

room = Room("agegate", __name__)


def lead_on(next_path: str, carried: Carried) -> Response:
    """To the page that was asked for, or to what somebody had written."""
    if not carried:
        return make_response(redirect(next_path, 303))
    why = _("Thank you. Here is what you had written; it has not been sent yet.")
    return make_response(carry.resubmit_page(carried, why))


def remember(response: Response, level: AgeLevel, *, on_this_device: bool) -> None:
    """Give a browser its answer to keep, unless it has a better one."""
    if cookie.level(request.cookies.get(cookies.name("age"), "")) <= level:
        cookie.remember(response, level, on_this_device=on_this_device)
