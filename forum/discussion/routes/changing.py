"""Changing what one has written: edit, withdraw."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.access import Allowed, require
from forum.discussion import disowning, policy
from forum.discussion.actions.disown import disown
from forum.discussion.actions.disown import own_again as put_name_on
from forum.discussion.actions.edit import edit
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.forms import CHOICES, PostForm, ReplyForm
from forum.discussion.models import Post, Reply, Visibility
from forum.discussion.queries import disowned
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.discussion.queries.reach import are_visitors_kept_out
from forum.discussion.routes.attempts import UNFIT, Trouble, WritingForm, attempt, errors_of, preview
from forum.discussion.routes.room import room
from forum.lib import clock
from forum.web import current, edge
from forum.web.doors import MEMBER, WRITING


@room.route("/p/<id:public_id>/edit", methods=["GET", "POST"], door=WRITING)
def edit_post(public_id: str) -> ResponseReturnValue:
    """Change a piece: its words and its terms."""
    post = find_post(current.viewer(), public_id)
    return _edit(post, PostForm() if edge.is_post() else _form_of(post))


@room.route("/r/<id:public_id>/edit", methods=["GET", "POST"], door=WRITING)
def edit_reply(public_id: str) -> ResponseReturnValue:
    """Change a reply."""
    reply = _find_reply(public_id)
    return _edit(reply, ReplyForm() if edge.is_post() else _form_of(reply))


@room.route("/p/<id:public_id>/withdraw", methods=["GET", "POST"], door=MEMBER)
def withdraw_post(public_id: str) -> ResponseReturnValue:
    """Ask whether a piece is to be withdrawn; sending the form withdraws it."""
    return _withdraw(find_post(current.viewer(), public_id))


@room.post("/p/<id:public_id>/disown", door=MEMBER)
def disown_post(public_id: str) -> ResponseReturnValue:
    """Take one's name off a piece."""
    return _disown(find_post(current.viewer(), public_id))


@room.post("/r/<id:public_id>/disown", door=MEMBER)
def disown_reply(public_id: str) -> ResponseReturnValue:
    """Take one's name off a reply."""
    return _disown(_find_reply(public_id))


@room.post("/settings/disowned/<id:public_id>/own", door=MEMBER)
def own_again(public_id: str) -> ResponseReturnValue:
    """Put one's name on a text again."""
    found = disowned.find(current.viewer(), public_id)
    address = _address(found.text)
    put_name_on(current.viewer(), found)
    return redirect(address, 303)


@room.get("/settings/disowned", door=MEMBER)
def disowned_texts() -> str:
    """Show what one has taken one's name off today."""
    return render_template("discussion/disowned.html", found=disowned.of(current.viewer()))


@room.route("/r/<id:public_id>/withdraw", methods=["GET", "POST"], door=MEMBER)
def withdraw_reply(public_id: str) -> ResponseReturnValue:
    """Ask whether a reply is to be withdrawn; sending the form withdraws it."""
    return _withdraw(_find_reply(public_id))


def _find_reply(public_id: str) -> Reply:
    viewer = current.viewer()
    reply = find_reply(viewer, public_id)
    require(policy.can_open_post(viewer, reply.post))
    return reply


def _form_of(text: Post | Reply) -> WritingForm:
    """The form with the text in it, for nobody but its author."""
    require(policy.can_edit(current.viewer(), text, clock.now()))
    return PostForm.of(text) if isinstance(text, Post) else ReplyForm(data={"body": text.source})


def _edit(text: Post | Reply, form: WritingForm) -> ResponseReturnValue:
    viewer = current.viewer()
    if not edge.is_post():
        return _edit_page(text, form)
    if "preview" in request.form:
        shown = preview(form)
        return _edit_page(text, form, shown), 200 if shown is not None else UNFIT
    if not form.validate():
        return _edit_page(text, form), UNFIT
    draft = form.draft()
    trouble = attempt(lambda: edit(viewer, text, draft))
    if trouble is not None:
        return _edit_page(text, form, trouble=trouble), trouble.status
    return redirect(_address(text), 303)


def _edit_page(
    text: Post | Reply, form: WritingForm, shown: Markup | None = None, trouble: Trouble | None = None
) -> str:
    return render_template(
        "discussion/edit_post.html" if isinstance(text, Post) else "discussion/edit_reply.html",
        text=text,
        back=_address(text),
        form=form,
        errors=errors_of(form, trouble),
        can_send=trouble is None or trouble.field is not None,
        preview=shown,
        choices=CHOICES,
        are_kept_out=isinstance(text, Post) and are_visitors_kept_out(current.viewer()),
    )


def _withdraw(text: Post | Reply) -> ResponseReturnValue:
    viewer = current.viewer()
    own = viewer.persona_id == text.persona_id
    if own and text.visibility == Visibility.WITHDRAWN:
        return redirect(_after(text), 303)  # a second click finds it done
    if edge.is_post():
        withdraw(viewer, text)
        return redirect(_after(text), 303)
    require(policy.can_withdraw(viewer, text))
    may_disown = isinstance(disowning.can_disown(viewer, text), Allowed)
    return render_template("discussion/withdraw.html", text=text, back=_address(text), may_disown=may_disown)


def _disown(text: Post | Reply) -> ResponseReturnValue:
    disown(current.viewer(), text)
    flash(_("Your name is off. For 24 hours you can put it on again: Settings, Disowned."), "done")
    return redirect(_address(text), 303)


def _address(text: Post | Reply) -> str:
    return url_for(f"discussion.{text.kind}", public_id=text.public_id)


def _after(text: Post | Reply) -> str:
    """Where the tombstone stands; what never had a place leaves none, so one goes where it would have."""
    if text.published_at is not None:
        return _address(text)
    if isinstance(text, Reply):
        return url_for("discussion.post", public_id=text.post.public_id)
    return url_for("discussion.space", slug=text.space.slug)
