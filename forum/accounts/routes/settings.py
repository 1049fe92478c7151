"""A member's own settings: account, pen name, devices."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from forum.accounts import actions, policy, queries
from forum.accounts.forms import DeviceForm, PenNameForm, site_name
from forum.accounts.routes.room import room, session_id, show
from forum.lib import clock
from forum.lib.refusal import Refusal
from forum.web import current
from forum.web.doors import CONFIRMED, MEMBER


@room.get("/settings", door=MEMBER)
def settings() -> str:
    """Show what the account is and holds."""
    overview = queries.overview(current.viewer())
    answered_on = overview.age_answered_on and format_date(overview.age_answered_on, "d MMMM yyyy")
    return render_template("accounts/settings.html", overview=overview, age_answered_on=answered_on)


@room.get("/settings/pen-name", door=CONFIRMED)
def pen_name() -> ResponseReturnValue:
    """Show the form for another pen name, or from when on one can be had."""
    return _pen_name_page(PenNameForm(formdata=None))


@room.post("/settings/pen-name", door=CONFIRMED)
def rename() -> ResponseReturnValue:
    """Go by another pen name."""
    form = PenNameForm()
    if not form.validate():
        return _pen_name_page(form)
    try:
        actions.rename(current.viewer(), form.pen_name.data or "", site_name=site_name())
    except Refusal as refusal:
        return _pen_name_page(form, refusal)
    flash(_("That is your name now, wherever you have written and wherever you were mentioned."), "done")
    return redirect(url_for("accounts.settings"), 303)


@room.get("/settings/sessions", door=MEMBER)
def sessions() -> ResponseReturnValue:
    """Show the devices that are signed in."""
    return _sessions_page(DeviceForm(formdata=None))


@room.post("/settings/sessions/<id:public_id>/name", door=MEMBER)
def name_session(public_id: str) -> ResponseReturnValue:
    """Give one device a name."""
    form = DeviceForm()
    if not form.validate():
        return _sessions_page(form, public_id)
    actions.name_session(current.viewer(), public_id, form.name.data or "")
    return redirect(url_for("accounts.sessions"), 303)


@room.post("/settings/sessions/<id:public_id>/end", door=MEMBER)
def end_session(public_id: str) -> ResponseReturnValue:
    """Sign one device out; where it is this one, that is signing out."""
    actions.end_session(current.viewer(), public_id)
    flash(_("That device is signed out."), "done")
    return redirect(url_for("accounts.sessions"), 303)


@room.post("/settings/sessions/end-others", door=MEMBER)
def end_other_sessions() -> ResponseReturnValue:
    """Sign every other device out."""
    actions.end_other_sessions(current.viewer(), session_id())
    flash(_("Every other device is signed out."), "done")
    return redirect(url_for("accounts.sessions"), 303)


def _pen_name_page(form: PenNameForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    earliest = policy.renamed_again_from(queries.renamed_on(current.viewer()))
    waits_until = format_date(earliest, "d MMMM yyyy") if earliest > clock.today() else None
    return show("pen_name.html", form, refusal, waits_until=waits_until)


def _sessions_page(form: DeviceForm, wrong: str | None = None) -> ResponseReturnValue:
    devices = queries.devices_of(current.viewer(), session_id())
    return show("sessions.html", form, devices=devices, wrong=wrong)
