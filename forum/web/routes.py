"""The few pages that belong to no room: theme, robots, and whether the service is well."""

from datetime import timedelta

from flask import Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from forum.web import cookies, metrics, paths, readiness, templating
from forum.web.doors import PUBLIC, Access, Door, Room
from forum.web.readiness import Readiness

room = Room("web", __name__)
YEAR = timedelta(days=365)


# Choosing a colour harms nobody, and pages that carry no token must be able to offer it.
@room.post("/theme", door=Door(Access.PUBLIC, csrf=False))
def choose_theme() -> ResponseReturnValue:
    """Keep the reader's choice of light or dark in a cookie."""
    response = redirect(paths.local(request.form.get("next")), 303)
    chosen = request.form.get("theme")
    if chosen in templating.THEMES:
        cookies.put(response, "theme", chosen, YEAR)
    else:
        cookies.drop(response, "theme")
    return response


@room.get("/robots.txt", door=PUBLIC)
def robots() -> Response:
    """Ask crawlers to stay at the door; the gate holds those that do not listen."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@room.get("/healthz", door=PUBLIC)
def health() -> Response:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@room.get("/readyz", door=PUBLIC)
def ready() -> Response:
    """Say whether pages can be read, and whether anything can be stored.

    Where the disk is full, people can still read: it would be wrong to take this process out of service.
    """
    found = readiness.look()
    status = 503 if found is Readiness.NOT else 200
    return Response(f"{found}\n", status, mimetype="text/plain")


# To whoever may not see the counts it is an address like any that is not there: the gate, or behind it 404.
@room.get("/metrics", door=Door(Access.GATED, open_if=metrics.may_read))
def counts() -> Response:
    """The counts for Prometheus."""
    if not metrics.may_read():
        abort(404)
    return Response(metrics.text(), mimetype="text/plain")
