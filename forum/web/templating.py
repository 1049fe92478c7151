"""What every template may use, and coarse times."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from flask import Flask, current_app, request
from flask_babel import gettext
from jinja2 import FileSystemBytecodeCache, StrictUndefined

from forum.lib import clock
from forum.web import cookies, current, doors, environment, words
from forum.web.doors import Access

THEMES = ("light", "dark")
LONG_AGO = timedelta(days=300)  # from then on the month is near enough


def install(app: Flask) -> None:
    """Give templates the site, the viewer and the macros' filters."""
    compiled = Path(app.config["DATA_DIR"]) / "templates"
    compiled.mkdir(exist_ok=True, mode=0o700)
    # A third of a second at each start.
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled), environment.COMPILED)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    words.install(app)
    app.context_processor(_context)
    app.add_template_filter(coarse_time)
    app.add_template_filter(exact_time)
    app.add_template_filter(full_day)


def coarse_time(moment: datetime) -> str:
    """A moment as others may see it: "today", "yesterday", "3 November", "March 2025"."""
    return coarse_day(moment.date())


def coarse_day(day: date) -> str:
    """The same for a day."""
    return _day(day, clock.today(), words.language())


@lru_cache(maxsize=4096)  # a conversation says the same few days hundreds of times
def _day(day: date, today: date, locale: str) -> str:
    days = (today - day).days
    if days <= 0:
        return gettext("today")
    if days == 1:
        return gettext("yesterday")
    return format_date(day, "d MMMM" if days < LONG_AGO.days else "MMMM yyyy", locale)


def exact_time(moment: datetime) -> str:
    """A moment to the minute, for authors and moderators."""
    return moment.strftime("%Y-%m-%d %H:%M UTC")


def full_day(day: date) -> str:
    """A day of something public, such as a rule's first: "6 June 2024"."""
    return str(format_date(day, "d MMMM yyyy", words.language()))


def theme() -> str | None:
    """The theme chosen by hand, or None for the system's."""
    chosen = request.cookies.get(cookies.name("theme"))
    return chosen if chosen in THEMES else None


def _context() -> dict[str, Any]:
    return {
        "site_name": current_app.config["SITE_NAME"],
        "leave_url": current_app.config["LEAVE_URL"],
        "viewer": current.viewer(),
        "theme": theme(),
        "gated": doors.of_request(current_app).access is not Access.PUBLIC,
        "menu": lambda: current_app.extensions["hall"].menu(current.viewer()),
        "offers_mail": lambda: current_app.extensions["hall"].offers_mail(current.viewer()),
    }
