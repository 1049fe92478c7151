"""The gate and the exit."""

from flask import current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forum.access import AgeLevel
from forum.agegate import actions, page
from forum.agegate.routes.room import lead_on, remember, room
from forum.web import carry, cookies, current, paths
from forum.web.doors import PUBLIC, Access, Door


@room.get("/age", door=PUBLIC)
def ask() -> Response:
    """Show the gate to whoever comes to it by its own address."""
    return page.show(next_path=paths.local(request.args.get("next")), carried=carry.NOTHING)


@room.get("/age/young", door=PUBLIC)
def young() -> str:
    """Kind words and people to talk to, for whoever is not 18 yet; nothing is noted of it anywhere."""
    return render_template("agegate/young.html")


# The gate page is the same for everybody, so it holds no personal token; see page.is_forged.
@room.post("/age", door=Door(Access.PUBLIC, csrf=False))
def declare() -> ResponseReturnValue:
    """Take a declaration and go on to the page that was asked for."""
    next_path = paths.local(request.form.get("next"), paths.came_from())
    carried = carry.brought()
    if page.is_forged():
        return page.show(next_path=next_path, carried=carried, wrong=True)
    actions.declare(current.viewer())
    response = lead_on(next_path, carried)
    remember(response, AgeLevel.DECLARED, on_this_device=request.form.get("remember") == "1")
    return response


# Somebody who must leave at once must not be stopped by an expired token.
@room.post("/exit", door=Door(Access.PUBLIC, csrf=False))
def leave() -> ResponseReturnValue:
    """Forget the answer, end the sign-in on this device, and lead to a neutral site."""
    current_app.extensions["hall"].leave()
    response = redirect(str(current_app.config["LEAVE_URL"]), 303)
    for purpose in ("age", "session", "form", "ceremony"):
        cookies.drop(response, purpose)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
