"""Joining, signing in with a password, signing out."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.access import require
from forum.accounts import actions, policy, queries
from forum.accounts.actions import CodeWanted, NewPasskey, Opened
from forum.accounts.forms import CodeForm, JoinForm, SignInForm, site_name
from forum.accounts.refusals import StaleTicket
from forum.accounts.routes.room import code_page, let_in, place, room, session_id, show
from forum.agegate.page import region
from forum.lib.refusal import Refusal
from forum.web import carry, cookies, current, hall, network, paths
from forum.web.doors import PUBLIC


@room.get("/join", door=PUBLIC)
def join() -> ResponseReturnValue:
    """Show the form for a new account."""
    next_path = paths.local(request.args.get("next"))
    if current.viewer().is_signed_in:
        return redirect(next_path, 303)
    require(policy.can_join(current.viewer(), region().account_floor))
    return show("join.html", JoinForm(formdata=None, next=next_path))


@room.post("/join", door=PUBLIC)
def open_account() -> ResponseReturnValue:
    """Open an account and show its recovery code, this once."""
    form = JoinForm()
    next_path = paths.local(form.next.data)
    if current.viewer().is_signed_in:
        return redirect(next_path, 303)
    if not form.validate():
        return show("join.html", form)
    try:
        joined = actions.join(
            current.viewer(),
            sign_in_name=form.sign_in_name.data or "",
            pen_name=form.pen_name.data or "",
            password=_passkey(form) or form.password.data or "",
            network=network.key(),
            site_name=site_name(),
            age_floor=region().account_floor,
        )
    except Refusal as refusal:
        return show("join.html", form, refusal)
    page = code_page(
        joined.recovery_code,
        next_path=next_path,
        title=_("Welcome, %(name)s", name=joined.pen_name),
        lead=_("You are signed in. One thing first: please write this code down."),
    )
    return let_in(page, joined.session, stay=form.stay.data)


@room.get("/sign-in", door=PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Show the form to sign in with."""
    next_path = paths.local(request.args.get("next"))
    if current.viewer().is_signed_in:
        return redirect(next_path, 303)
    return show("sign_in.html", SignInForm(formdata=None, next=next_path), carried=carry.NOTHING)


@room.post("/sign-in", door=PUBLIC)
def enter() -> ResponseReturnValue:
    """Sign in, and go on to where one was going, or to sending what one had written."""
    form = SignInForm()
    form.validate()
    carried = carry.brought()
    if form.errors:
        return show("sign_in.html", form, carried=carried)
    try:
        found = actions.sign_in(
            current.viewer(),
            sign_in_name=form.sign_in_name.data or "",
            password=form.password.data or "",
            network=network.key(),
            instead_of=session_id(),
        )
    except Refusal as refusal:
        return show("sign_in.html", form, refusal, carried=carried)
    if isinstance(found, CodeWanted):
        next_form = CodeForm(formdata=None, ticket=found.ticket, next=form.next.data, stay=form.stay.data)
        return show("sign_in_code.html", next_form, carried=carried)
    return welcome(found, form)


@room.post("/sign-in/code", door=PUBLIC)
def enter_code() -> ResponseReturnValue:
    """Sign in with the second of two factors."""
    form = CodeForm()
    form.validate()
    carried = carry.brought()
    if form.errors:
        return show("sign_in_code.html", form, carried=carried)
    try:
        opened = actions.sign_in_with_code(
            current.viewer(),
            ticket=form.ticket.data or "",
            code=form.code.data or "",
            network=network.key(),
            instead_of=session_id(),
        )
    except StaleTicket as refusal:
        return show("sign_in.html", SignInForm(formdata=None, next=form.next.data), refusal, carried=carried)
    except Refusal as refusal:
        return show("sign_in_code.html", form, refusal, carried=carried)
    return welcome(opened, form)


@room.post("/sign-out", door=PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign out on this device, and have it forget what it keeps of us."""
    actions.sign_out(current.viewer(), session_id())
    response = make_response(redirect("/", 303))
    for purpose in ("session", "form", "ceremony"):
        cookies.drop(response, purpose)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def welcome(opened: Opened, form: SignInForm | CodeForm) -> Response:
    """Let somebody in and have them go on to where they were going, or to sending what they had written."""
    carried = carry.brought()
    if carried:
        why = _("You are signed in again. Here is what you had written; it has not been sent yet.")
        response = make_response(carry.resubmit_page(carried, why))
    else:
        response = make_response(redirect(_onward(opened.token, paths.local(form.next.data)), 303))
    return let_in(response, opened, stay=form.stay.data)


def _passkey(form: JoinForm) -> NewPasskey | None:
    answer = form.answer.data
    return NewPasskey(place(), form.ticket.data or "", answer) if answer else None


def _onward(token: str, path: str) -> str:
    """Where they go who have just signed in: something may wait for them before that."""
    arrival = queries.arrival(token)
    return hall.onward(arrival.viewer, path) if arrival is not None else path
