"""How a member signs in: password, passkeys, one-time codes, recovery code."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import actions, ways_in
from forum.accounts.forms import CodeForm, PasskeyForm, PasswordForm, site_name
from forum.accounts.routes.room import code_page, place, room, session_id, show
from forum.accounts.ways_in import CodesOffer
from forum.lib.refusal import Refusal
from forum.web import current, qr
from forum.web.doors import CONFIRMED, MEMBER
from forum.web.forms import Form


@room.get("/settings/signing-in", door=MEMBER)
def signing_in() -> ResponseReturnValue:
    """Show every way into the account."""
    own = ways_in.of(current.viewer())
    return show("signing_in.html", Form(formdata=None), own=own, is_required=current.viewer().rights_sleep)


@room.get("/settings/password", door=CONFIRMED)
def password() -> ResponseReturnValue:
    """Show the form for another password."""
    return _password_page(PasswordForm(formdata=None))


@room.post("/settings/password", door=CONFIRMED)
def change_password() -> ResponseReturnValue:
    """Set another password."""
    form = PasswordForm()
    try:
        actions.change_password(
            current.viewer(),
            new_password=form.new_password.data or "",
            this=session_id(),
            site_name=site_name(),
        )
    except Refusal as refusal:
        return _password_page(form, refusal)
    flash(_("Your new password is set, and every other device is signed out."), "done")
    return redirect(url_for("accounts.signing_in"), 303)


@room.get("/settings/recovery", door=CONFIRMED)
def recovery() -> ResponseReturnValue:
    """Show how to have a new recovery code."""
    return show("recovery.html", Form(formdata=None))


@room.post("/settings/recovery", door=CONFIRMED)
def renew_recovery_code() -> ResponseReturnValue:
    """Make a new recovery code and show it, this once."""
    code = actions.renew_recovery_code(current.viewer())
    return code_page(
        code,
        next_path=url_for("accounts.signing_in"),
        title=_("Your new recovery code"),
        lead=_("The old code works no more. Please write this one down."),
    )


@room.get("/settings/passkeys", door=CONFIRMED)
def passkeys() -> ResponseReturnValue:
    """Show the passkeys that sign one in."""
    return _passkeys_page(PasskeyForm(formdata=None))


@room.post("/settings/passkeys", door=CONFIRMED)
def add_passkey() -> ResponseReturnValue:
    """Keep a passkey that was just made."""
    form = PasskeyForm()
    if not form.validate():
        return _passkeys_page(form)
    try:
        actions.add_passkey(
            current.viewer(),
            place=place(),
            ticket=form.ticket.data or "",
            answer=form.answer.data or "",
            name=form.name.data or "",
            this=session_id(),
        )
    except Refusal as refusal:
        return _passkeys_page(form, refusal)
    flash(_("From now on that passkey signs you in."), "done")
    return redirect(url_for("accounts.passkeys"), 303)


@room.post("/settings/passkeys/<id:public_id>/remove", door=CONFIRMED)
def remove_passkey(public_id: str) -> ResponseReturnValue:
    """Have a passkey sign nobody in any more."""
    try:
        actions.remove_passkey(current.viewer(), public_id)
    except Refusal as refusal:
        return _passkeys_page(PasskeyForm(formdata=None), refusal)
    flash(_("That passkey signs nobody in here any more."), "done")
    return redirect(url_for("accounts.passkeys"), 303)


@room.get("/settings/codes", door=CONFIRMED)
def codes() -> ResponseReturnValue:
    """Show how to have one-time codes asked for, or how to stop that."""
    return _codes_page(CodeForm(formdata=None), ways_in.to_set_up_codes(current.viewer(), site_name()))


@room.post("/settings/codes", door=CONFIRMED)
def set_up_codes() -> ResponseReturnValue:
    """Begin to ask for codes."""
    form = CodeForm()
    ticket = form.ticket.data or ""
    try:
        offer = ways_in.same_codes(current.viewer(), ticket, site_name())
    except Refusal as refusal:
        fresh = ways_in.to_set_up_codes(current.viewer(), site_name())
        return _codes_page(CodeForm(formdata=None), fresh, refusal)
    if not form.validate():
        return _codes_page(form, offer)
    try:
        actions.set_up_codes(current.viewer(), ticket=ticket, code=form.code.data or "", this=session_id())
    except Refusal as refusal:
        return _codes_page(form, offer, refusal)
    flash(_("From now on signing in asks for a code. Every other device is signed out."), "done")
    return redirect(url_for("accounts.signing_in"), 303)


@room.post("/settings/codes/off", door=CONFIRMED)
def switch_off_codes() -> ResponseReturnValue:
    """Ask for no more codes."""
    try:
        actions.switch_off_codes(current.viewer(), this=session_id())
    except Refusal as refusal:
        offer = ways_in.to_set_up_codes(current.viewer(), site_name())
        return _codes_page(CodeForm(formdata=None), offer, refusal)
    flash(_("Signing in asks for no more codes. Every other device is signed out."), "done")
    return redirect(url_for("accounts.signing_in"), 303)


def _password_page(form: PasswordForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return show("password.html", form, refusal, own=ways_in.of(current.viewer()))


def _passkeys_page(form: PasskeyForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return show("passkeys.html", form, refusal, own=ways_in.of(current.viewer()))


def _codes_page(form: CodeForm, offer: CodesOffer, refusal: Refusal | None = None) -> ResponseReturnValue:
    own = ways_in.of(current.viewer())
    return show("codes.html", form, refusal, own=own, offer=offer, picture=qr.drawn(offer.address))
