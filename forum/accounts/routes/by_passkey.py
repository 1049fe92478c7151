"""What a browser asks for in order to make or use a passkey, and signing in with one."""

from flask import jsonify, redirect
from flask.typing import ResponseReturnValue

from forum.accounts import actions, ways_in
from forum.accounts.forms import NamesForm, SignInForm, site_name
from forum.accounts.routes.entering import welcome
from forum.accounts.routes.room import place, room, session_id, show
from forum.accounts.ways_in import Offer
from forum.agegate.page import region
from forum.lib.refusal import Refusal
from forum.web import carry, current, edge, network, paths
from forum.web.doors import CONFIRMED, MEMBER, PUBLIC

_WRONG = {"wrong": "names"}  # what exactly, the form itself says when it is sent


@room.post("/join/passkey", door=PUBLIC)
def ask_to_join() -> ResponseReturnValue:
    """Say what a new passkey is to sign, if somebody could join by the names they typed."""
    form = NamesForm()
    if not form.validate():
        return _WRONG, 409
    try:
        actions.can_have_names(
            current.viewer(),
            sign_in_name=form.sign_in_name.data or "",
            pen_name=form.pen_name.data or "",
            network=network.key(),
            site_name=site_name(),
            age_floor=region().account_floor,
        )
    except Refusal:
        edge.keep_writes()
        return _WRONG, 409
    return _said(ways_in.to_join(place()))


@room.post("/sign-in/passkey/offer", door=PUBLIC)
def ask_to_sign_in() -> ResponseReturnValue:
    """Say what a passkey is to sign."""
    return _said(ways_in.to_sign_in(place()))


@room.post("/sign-in/passkey", door=PUBLIC)
def enter_with_passkey() -> ResponseReturnValue:
    """Sign in with a passkey."""
    form = SignInForm()
    if current.viewer().is_signed_in:
        return redirect(paths.local(form.next.data), 303)
    try:
        opened = actions.sign_in_with_passkey(
            current.viewer(),
            place=place(),
            ticket=form.ticket.data or "",
            answer=form.answer.data or "",
            network=network.key(),
            instead_of=session_id(),
        )
    except Refusal as refusal:
        return show("sign_in.html", form, refusal, carried=carry.brought())
    return welcome(opened, form)


@room.post("/settings/confirm/passkey", door=MEMBER)
def ask_to_confirm() -> ResponseReturnValue:
    """Say what one of the member's passkeys is to sign."""
    return _said(ways_in.to_confirm(current.viewer(), place()))


@room.post("/settings/passkeys/offer", door=CONFIRMED)
def ask_to_add() -> ResponseReturnValue:
    """Say what one more passkey is to sign."""
    return _said(ways_in.to_add(current.viewer(), place()))


def _said(offer: Offer) -> ResponseReturnValue:
    return jsonify({"ticket": offer.ticket, "options": offer.options})
