"""The page of the phrases by which an administrator has the queue sorted."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.lib.refusal import Refusal
from forum.moderation.actions.set_watch_list import set_watch_list
from forum.moderation.queries.watching import watch_list
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR


@room.get("/moderation/watch-list", door=MODERATOR)
def watched() -> str:
    """The phrases, one a line."""
    return _page("\n".join(watch_list(current.viewer())))


@room.post("/moderation/watch-list", door=MODERATOR)
def watch() -> ResponseReturnValue:
    """Set them anew."""
    typed = request.form.get("phrases", "").replace("\0", "")
    try:
        set_watch_list(current.viewer(), typed.splitlines())
    except Refusal as refusal:
        return _page(typed, {"phrases": str(refusal.said)}), 400
    flash(_("The watch list is set."), "done")
    return redirect(url_for("moderation.watched"), 303)


def _page(phrases: str, errors: dict[str, str] | None = None) -> str:
    return render_template("moderation/watch_list.html", phrases=phrases, errors=errors or {})
