"""Showing that it is oneself: the page that asks, and who is led there."""

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.access import Viewer
from forum.accounts import actions, ways_in
from forum.accounts.forms import ConfirmForm
from forum.accounts.routes.room import place, room, session_id, show
from forum.lib.refusal import Refusal
from forum.web import current, doors, paths
from forum.web.doors import MEMBER


def lead_to_confirm() -> ResponseReturnValue:
    """Lead to where a member shows that it is them, and from there back to what they wanted."""
    path = paths.here()
    if request.method != "GET":  # what was sent is sent again from its own page
        path = request.path
        while path != "/" and doors.of_address(current_app, path, "GET") is None:
            path = path.rpartition("/")[0] or "/"
    return redirect(url_for("accounts.confirm", next=path), 303)


def wake() -> ResponseReturnValue:
    """Lead a moderator, whose rights sleep in this session, to where a second factor can be had."""
    return redirect(url_for("accounts.signing_in"), 303)


def onward(viewer: Viewer, path: str) -> str:
    """Where somebody goes on to who has just signed in: a moderator without a second factor to have one."""
    return url_for("accounts.signing_in") if viewer.rights_sleep else path


@room.get("/settings/confirm", door=MEMBER)
def confirm() -> ResponseReturnValue:
    """Ask who sits there to show that it is them."""
    return _confirm_page(ConfirmForm(formdata=None, next=paths.local(request.args.get("next"), "/settings")))


@room.post("/settings/confirm", door=MEMBER)
def confirm_it_is_me() -> ResponseReturnValue:
    """Confirm by a password or a passkey, and go on."""
    form = ConfirmForm()
    try:
        if form.answer.data:
            actions.confirm_by_passkey(
                current.viewer(),
                session_id(),
                place=place(),
                ticket=form.ticket.data or "",
                answer=form.answer.data,
            )
        else:
            actions.confirm_by_password(current.viewer(), session_id(), form.current_password.data or "")
    except Refusal as refusal:
        return _confirm_page(form, refusal)
    return redirect(paths.local(form.next.data, "/settings"), 303)


def _confirm_page(form: ConfirmForm, refusal: Refusal | None = None) -> ResponseReturnValue:
    return show("confirm.html", form, refusal, own=ways_in.of(current.viewer()))
