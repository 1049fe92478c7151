"""Other pen names of one person, where the operator lets people have some."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import AccessRefused, Hidden
from forum.accounts import actions, key_rings
from forum.accounts.forms import PenNameForm, site_name
from forum.accounts.routes.room import let_in, room, session_id, show
from forum.lib.refusal import Refusal
from forum.web import current
from forum.web.doors import CONFIRMED


@room.get("/settings/pen-names", door=CONFIRMED)
def pen_names() -> ResponseReturnValue:
    """Show one's pen names, and the form for another."""
    return _page(PenNameForm(formdata=None))


@room.post("/settings/pen-names", door=CONFIRMED)
def add_pen_name() -> ResponseReturnValue:
    """Have another pen name."""
    form = PenNameForm()
    if not form.validate():
        return _page(form)
    try:
        actions.add_pen_name(current.viewer(), form.pen_name.data or "", site_name=site_name())
    except Refusal as refusal:
        return _page(form, refusal)
    flash(_("That name is yours, and nothing ties it to the other. Go over to it to write."), "done")
    return redirect(url_for("accounts.pen_names"), 303)


@room.post("/settings/pen-names/<id:public_id>/use", door=CONFIRMED)
def use_pen_name(public_id: str) -> ResponseReturnValue:
    """Go over to another of one's pen names; the session goes when the browser closes."""
    opened = actions.use_pen_name(current.viewer(), public_id, this=session_id() or 0)
    return let_in(redirect(url_for("accounts.settings"), 303), opened, stay=False)


def _page(form: PenNameForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    own, most = key_rings.names_of(current.viewer()), key_rings.most()
    if most == 1 and len(own) == 1:
        raise AccessRefused(Hidden())
    return show("pen_names.html", form, refusal, own=own, most=most)
