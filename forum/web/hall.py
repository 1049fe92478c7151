"""The hall: in which order a request is looked at before its view is called.

    write mode → who is it → age gate → CSRF → sign-in and role → the view → commit → headers

The gate comes before anything is looked up, CSRF before anything is done.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect

from forum.access import AgeLevel, Deed, Viewer, may, require
from forum.lib.db import will_write
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
FLOOR = AgeLevel.DECLARED  # what every gated route asks of a reader

csrf = CSRFProtect()


@dataclass(frozen=True)
class Hooks:
    """What the hall asks of higher rooms; the application wires it."""

    signed_in: Callable[[str], current.SignedIn | None]
    age_level: Callable[[str], AgeLevel]
    gate_page: Callable[[], ResponseReturnValue]
    menu: Callable[[Viewer], dict[str, Any]]
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
    page_cache.install(app, hooks.age_level)
    compression.install(app)
    headers.install(app)
    edge.install(app)
    app.before_request(_enter)
    errors.install(app)
    templating.install(app)
    assets.install(app)


def _load_session(asked: Request) -> current.SignedIn | None:
    token = asked.cookies.get(cookies.name("session"))
    if not token or errors.is_database_away():
        return None
    return _hooks().signed_in(token)


def _enter() -> ResponseReturnValue | None:
    door = doors.of_request(current_app)
    will_write(door.writes or request.method not in SAFE_METHODS)
    if not _passes_gate(door):
        return _hooks().gate_page()
    if request.method not in SAFE_METHODS and door.csrf:
        csrf.protect()
    if door.access is Access.MEMBER:
        require(may(current.viewer(), Deed.KEEP_ACCOUNT))
    elif door.access is Access.MODERATOR:
        require(may(current.viewer(), Deed.MODERATE))
    return None


def _passes_gate(door: Door) -> bool:
    """Whether the age gate lets the request by; a page is asked only after the level is short."""
    if door.access is Access.PUBLIC or current.viewer().age_level >= FLOOR:
        return True
    return door.open_if is not None and door.open_if(**(request.view_args or {}))


def _hooks() -> Hooks:
    hooks: Hooks = current_app.extensions["hall"]
    return hooks
