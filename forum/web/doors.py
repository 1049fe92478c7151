"""Doors: every route says who may come in, and a route that does not say cannot be registered."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from forum.lib import ids


class Access(StrEnum):
    """Who may come in, from the widest to the narrowest; all but PUBLIC stand behind the gate."""

    PUBLIC = "public"
    GATED = "gated"
    MEMBER = "member"
    MODERATOR = "moderator"


@dataclass(frozen=True)
class Door:
    """What a route declares of its access.

    `open_if` is asked, with the route's own values, only for a viewer without the age level: it
    opens single pages of a gated route (a space that is open to all). `writes` marks a GET that
    writes. `csrf` is off only where a forged request can do no harm, with the reason beside it.
    `resend` offers to send a carried form there again: on only where that stores words which the
    page shows, because another site can make somebody see such a page and press its button.
    `is_background` is for what a page asks by itself: it does not count as use of the session, so that
    a forgotten tab keeps nobody signed in. `is_confirmed` asks of somebody to show once more that it is
    them, unless they did so a few minutes ago.
    """

    access: Access
    open_if: Callable[..., bool] | None = None
    writes: bool = False
    csrf: bool = True
    resend: bool = False
    is_background: bool = False
    is_confirmed: bool = False


PUBLIC = Door(Access.PUBLIC)
GATED = Door(Access.GATED)
MEMBER = Door(Access.MEMBER)
MODERATOR = Door(Access.MODERATOR)
CONFIRMED = Door(Access.MEMBER, is_confirmed=True)
WRITING = Door(Access.MEMBER, resend=True)


class Room(Blueprint):
    """A blueprint whose every route must declare its door: `@room.get("/x", door=GATED)`."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.doors: dict[str, Door] = {}

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,
        *,
        door: Door | None = None,
        **options: Any,
    ) -> None:
        """Register a route together with its door; raises TypeError without one."""
        if door is None:
            raise TypeError(f"{rule} declares no access: say door=GATED, MEMBER, MODERATOR or PUBLIC")
        name = endpoint or getattr(view_func, "__name__", rule)
        self.doors[f"{self.name}.{name}"] = door
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


class PublicIdConverter(BaseConverter):
    """`<id:public_id>` in a route: anything that has not the form of an id is a 404."""

    regex = ids.PATTERN.pattern


def register(app: Flask, rooms: tuple[Room, ...]) -> None:
    """Hang the rooms' routes into the application and keep the table of their doors."""
    app.url_map.converters["id"] = PublicIdConverter
    table: dict[str, Door] = {}
    for room in rooms:
        app.register_blueprint(room)
        table |= room.doors
    app.extensions["doors"] = table


def table_of(app: Flask) -> dict[str, Door]:
    """Each endpoint's door."""
    doors: dict[str, Door] = app.extensions["doors"]
    return doors


def of_address(app: Flask, path: str, method: str) -> Door | None:
    """The door of the route that a request to `path` would come to; None where there is none."""
    try:
        routes = app.create_url_adapter(request)
        endpoint, _values = routes.match(path, method) if routes else ("", {})
    except HTTPException:  # no such route, or not by this method
        return None
    return table_of(app).get(endpoint)


def of_request(app: Flask) -> Door:
    """The door of the present request; what is not in the table stands behind the gate."""
    return table_of(app).get(request.endpoint or "", GATED)
