"""The hall: in which order a request is looked at before its view is called.

    who is it → age gate → CSRF → sign-in and role → confirmed → agreed to the rules → the view → commit
    → headers

The gate comes before anything is looked up, CSRF before anything is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from forum.access import AgeLevel, Deed, Viewer, may, require
from forum.lib.db import Outdated, ask_before_writing
from forum.web import (
    assets,
    compression,
    cookies,
    current,
    doors,
    edge,
    errors,
    headers,
    page_cache,
    templating,
)
from forum.web.doors import Access, Door

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

DEEDS = {Access.MEMBER: Deed.KEEP_ACCOUNT, Access.MODERATOR: Deed.MODERATE}

csrf = CSRFProtect()


@dataclass(frozen=True)
class Hooks:
    """What the hall asks of higher rooms; the application wires it."""

    signed_in: Callable[[str], current.SignedIn | None]  # and notes that the session is in use
    still_signed_in: Callable[[str], current.SignedIn | None]
    age_level: Callable[[str], AgeLevel]  # that the value of a cookie proves
    age_floor: page_cache.AgeFloor  # asked of readers who come from an address
    gate_page: Callable[[AgeLevel], ResponseReturnValue]
    age_above: Callable[[Viewer], AgeLevel | None]  # the next level that anything here asks for
    menu: Callable[[Viewer], dict[str, Any]]
    offers_mail: Callable[[Viewer], bool]  # in the settings
    before_writing: Callable[[Viewer], ResponseReturnValue | None]  # what a member has to do first
    confirm: Callable[[], ResponseReturnValue]  # asks somebody to show that it is them
    wake: Callable[[], ResponseReturnValue]  # tells a moderator how to come by their rights
    onward: Callable[[Viewer, str], str]  # where somebody goes on to who has just signed in
    leave: Callable[[], None]


def open_hall(app: Flask, hooks: Hooks) -> None:
    """Set up everything that stands between a request and a room."""
    app.extensions["hall"] = hooks
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # checked here, after the gate
    app.config["WTF_CSRF_SSL_STRICT"] = False  # it needs a Referer, and we send none
    app.config["WTF_CSRF_TIME_LIMIT"] = 24 * 3600  # people write essays for hours
    csrf.init_app(app)
    login = LoginManager(app)
    login.session_protection = None  # sessions are rows that we end ourselves
    login.request_loader(_load_session)
    page_cache.install(app, hooks.age_level, hooks.age_floor)
    compression.install(app)
    headers.install(app)
    edge.install(app)
    app.before_request(_enter)
    ask_before_writing(_ask_again)
    errors.install(app)
    templating.install(app)
    assets.install(app)


def _load_session(asked: Request) -> current.SignedIn | None:
    token = asked.cookies.get(cookies.name("session"))
    if not token or errors.is_database_away():
        return None
    if doors.of_request(current_app).is_background:
        return _hooks().still_signed_in(token)
    return _hooks().signed_in(token)


def _enter() -> ResponseReturnValue | None:
    door = doors.of_request(current_app)
    if not _passes_gate(door):
        return _hooks().gate_page(AgeLevel.NONE)
    if request.method not in SAFE_METHODS and door.csrf:
        csrf.protect()
    first = _first(door)
    if first is not None:
        return first
    g.entered = True
    return None


def _first(door: Door) -> ResponseReturnValue | None:
    """What comes before the view: nothing, if the door lets the viewer in as they are."""
    needed = DEEDS.get(door.access)
    if needed is None and not door.is_confirmed:
        return None  # whoever is there: nobody has to be looked up, should the database be away
    viewer = current.viewer()
    if door.access is Access.MODERATOR and viewer.rights_sleep:
        return _hooks().wake()
    if needed is not None:
        require(may(viewer, needed))
    if door.is_confirmed and not viewer.is_confirmed:
        return _hooks().confirm()
    return _hooks().before_writing(viewer) if door.access is Access.MEMBER and door.resend else None


def _ask_again() -> None:
    """Before a view writes: may it, and is it still the same who came in?

    Raises Outdated where they have signed out, been suspended or got another role meanwhile.
    """
    if not has_request_context() or "entered" not in g:
        return
    if request.method in SAFE_METHODS and not doors.of_request(current_app).writes:
        raise RuntimeError(f"{request.endpoint} reads: its door does not say that it writes")
    before = current.session()
    if before is None:
        return
    if _hooks().still_signed_in(request.cookies.get(cookies.name("session"), "")) != before:
        raise Outdated


def _passes_gate(door: Door) -> bool:
    """Whether the age gate lets the request by; a page is asked only after the level is short."""
    if door.access is Access.PUBLIC or is_past_gate():
        return True
    return door.open_if is not None and door.open_if(**(request.view_args or {}))


def is_past_gate() -> bool:
    """Whether the viewer has shown what the gate asks where they are; public pages may tell such more."""
    floor = _hooks().age_floor(current_app, request.remote_addr)
    return current.viewer().age_level >= floor


def onward(viewer: Viewer, path: str) -> str:
    """Where somebody goes on to who has just signed in and wanted to go to a path."""
    return _hooks().onward(viewer, path)


def _hooks() -> Hooks:
    hooks: Hooks = current_app.extensions["hall"]
    return hooks
