"""Leaving, and changing one's mind."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import actions, queries
from forum.accounts.forms import LeaveForm
from forum.accounts.routes.room import room, session_id, show
from forum.lib.refusal import Refusal
from forum.web import current
from forum.web.doors import CONFIRMED, MEMBER


@room.get("/settings/leaving", door=CONFIRMED)
def leaving() -> ResponseReturnValue:
    """Show how to leave; or, to whoever does, how to stay."""
    return _page(LeaveForm(formdata=None))


@room.post("/settings/leaving", door=CONFIRMED)
def leave() -> ResponseReturnValue:
    """Leave in a day."""
    form = LeaveForm()
    if not form.validate():
        return _page(form)
    keeps_texts = form.texts.data == LeaveForm.KEEP
    try:
        actions.leave(current.viewer(), keeps_texts=keeps_texts, this=session_id())
    except Refusal as refusal:
        return _page(form, refusal)
    return redirect(url_for("accounts.leaving"), 303)


@room.post("/settings/leaving/stay", door=MEMBER)
def stay() -> ResponseReturnValue:
    """Stay after all."""
    actions.stay(current.viewer())
    flash(_("Good that you stay. Nothing has changed."), "done")
    return redirect(url_for("accounts.settings"), 303)


def _page(form: LeaveForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return show("leaving.html", form, refusal, departure=queries.departure_of(current.viewer()))
