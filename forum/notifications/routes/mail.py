"""Where one hears by mail that there is something to read: given, confirmed, taken back."""

from flask import flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts.refusals import TooMany
from forum.lib.refusal import Refusal
from forum.notifications import actions
from forum.notifications.forms import AddressForm, CodeForm
from forum.notifications.queries.mail import own_address
from forum.notifications.routes.room import room
from forum.web import current, edge, network
from forum.web.doors import CONFIRMED, MEMBER
from forum.web.forms import Form, faults


@room.get("/settings/mail", door=CONFIRMED)
def mail() -> ResponseReturnValue:
    """Show whether mail is sent, and how to have it so or otherwise."""
    return _page(AddressForm(formdata=None))


@room.post("/settings/mail", door=CONFIRMED)
def give_address() -> ResponseReturnValue:
    """Have a code sent to an address."""
    form = AddressForm()
    if not form.validate():
        return _page(form)
    try:
        actions.give_address(current.viewer(), form.address.data or "", network=network.key())
    except Refusal as refusal:
        return _page(form, refusal)
    flash(_("A mail with a code is on its way. It can take a few minutes."), "done")
    return redirect(url_for("notifications.mail"), 303)


@room.post("/settings/mail/code", door=CONFIRMED)
def confirm_address() -> ResponseReturnValue:
    """Show by its code that an address is one's own."""
    form = CodeForm()
    if not form.validate():
        return _page(form)
    try:
        actions.confirm_address(current.viewer(), form.code.data or "")
    except Refusal as refusal:
        return _page(form, refusal)
    flash(_("From now on you hear by mail that there is something to read."), "done")
    return redirect(url_for("notifications.mail"), 303)


@room.post("/settings/mail/forget", door=MEMBER)
def forget_address() -> ResponseReturnValue:
    """Have one's address be gone."""
    actions.forget_address(current.viewer())
    flash(_("The address is gone, and no more mail is sent."), "done")
    return redirect(url_for("accounts.settings"), 303)


def _page(form: Form, refusal: Refusal | None = None) -> ResponseReturnValue:
    errors = faults(form, refusal)
    summary = [(name or None, sentence) for name, sentence in errors.items()]
    kept = own_address(current.viewer())
    page = render_template("notifications/mail.html", form=form, errors=errors, summary=summary, kept=kept)
    if refusal is not None:
        edge.keep_writes()  # what an attempt has spent stays spent
    return make_response(page, _status(errors, refusal))


def _status(errors: dict[str, str], refusal: Refusal | None) -> int:
    if isinstance(refusal, TooMany):
        return 429
    return 400 if errors else 200
