"""Cookies: neutrally named, bound to the host under HTTPS, unreadable for scripts."""

from datetime import timedelta

from flask import current_app
from werkzeug.wrappers import Response

# What is what, for us; the browser shows only the neutral names.
NAMES = {"session": "id", "age": "visit", "form": "form", "theme": "theme", "ceremony": "step"}


def name(purpose: str) -> str:
    """The cookie's name; `__Host-` under HTTPS, so that no sibling domain can plant one."""
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return prefix + NAMES[purpose]


def put(response: Response, purpose: str, value: str, lifetime: timedelta | None = None) -> None:
    """Set a cookie; without a lifetime it goes when the browser closes."""
    response.set_cookie(
        name(purpose),
        value,
        max_age=lifetime,
        path="/",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response, purpose: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(
        name(purpose),
        path="/",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
