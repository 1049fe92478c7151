"""The author's tools beneath their piece: close it, hide replies, read them first; each can be undone."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from forum.access import Viewer
from forum.discussion.actions.let_through import let_all_through, let_through
from forum.discussion.actions.lock import lock
from forum.discussion.actions.set_aside import set_aside
from forum.discussion.actions.show_again import show_again
from forum.discussion.actions.unlock import unlock
from forum.discussion.forms import LockForm
from forum.discussion.models import LockedBy, Post, Reply
from forum.discussion.queries import waiting as queries
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.discussion.routes import rows
from forum.discussion.routes.room import room
from forum.lib import clock
from forum.web import current
from forum.web.doors import MEMBER


@room.post("/p/<id:public_id>/lock", door=MEMBER)
def lock_post(public_id: str) -> ResponseReturnValue:
    """Close a conversation to replies, for a while or until it is opened again."""
    return _lock(find_post(current.viewer(), public_id))


@room.post("/r/<id:public_id>/lock", door=MEMBER)
def lock_reply(public_id: str) -> ResponseReturnValue:
    """Close a branch to replies."""
    return _lock(find_reply(current.viewer(), public_id))


@room.post("/p/<id:public_id>/unlock", door=MEMBER)
def unlock_post(public_id: str) -> ResponseReturnValue:
    """Let people reply to a piece again."""
    return _unlock(find_post(current.viewer(), public_id))


@room.post("/r/<id:public_id>/unlock", door=MEMBER)
def unlock_reply(public_id: str) -> ResponseReturnValue:
    """Let people reply in a branch again."""
    return _unlock(find_reply(current.viewer(), public_id))


@room.post("/r/<id:public_id>/hide", door=MEMBER)
def hide(public_id: str) -> ResponseReturnValue:
    """Hide a reply beneath one's piece."""
    reply = find_reply(current.viewer(), public_id)
    set_aside(current.viewer(), reply)
    flash(
        _("The reply is hidden. Whoever wrote it has been told; you can show it again for 30 days."), "done"
    )
    return redirect(_back(reply), 303)


@room.post("/r/<id:public_id>/unhide", door=MEMBER)
def unhide(public_id: str) -> ResponseReturnValue:
    """Show a reply again that one has hidden."""
    reply = find_reply(current.viewer(), public_id)
    show_again(current.viewer(), reply)
    flash(
        _("The reply is back in its place.")
        if reply.is_published
        else _("The reply is not hidden any more."),
        "done",
    )
    return redirect(_back(reply), 303)


@room.post("/r/<id:public_id>/approve", door=MEMBER)
def approve(public_id: str) -> ResponseReturnValue:
    """Let everybody read a reply that waited for the author of the piece."""
    reply = find_reply(current.viewer(), public_id)
    let_through(current.viewer(), reply)
    flash(_("Everybody can read the reply now."), "done")
    return redirect(_back(reply), 303)


@room.post("/p/<id:public_id>/approve", door=MEMBER)
def approve_all(public_id: str) -> ResponseReturnValue:
    """Let everybody read all replies that wait for the author of the piece."""
    post = find_post(current.viewer(), public_id)
    let_all_through(current.viewer(), post)
    flash(_("Everybody can read them now."), "done")
    return redirect(url_for("discussion.waiting", public_id=post.public_id), 303)


@room.get("/p/<id:public_id>/waiting", door=MEMBER)
def waiting(public_id: str) -> str:
    """What waits for the author of a piece, and what they have hidden."""
    viewer = current.viewer()
    post = find_post(viewer, public_id)
    waits = queries.for_author(viewer, post, after=request.args.get("page"))
    hidden = queries.hidden_by_author(viewer, post, after=request.args.get("hidden"))
    return render_template(
        "discussion/waiting.html",
        post=post,
        tends=viewer.persona_id == post.persona_id,
        waits=[_opened(viewer, reply) for reply in waits.items],
        hidden=[_opened(viewer, reply) for reply in hidden.items],
        next_waiting=_page(post, page=waits.last.public_id) if waits.last else None,
        next_hidden=_page(post, hidden=hidden.last.public_id) if hidden.last else None,
    )


def _lock(text: Post | Reply) -> ResponseReturnValue:
    form = LockForm()
    if not form.validate():
        raise BadRequest
    length = form.length()
    until = clock.now() + length if length is not None else None
    lock(current.viewer(), text, LockedBy.AUTHOR, until)
    flash(_("Nobody can reply here for now. You can open it again at any time."), "done")
    return redirect(_place(text), 303)


def _unlock(text: Post | Reply) -> ResponseReturnValue:
    unlock(current.viewer(), text, LockedBy.AUTHOR)
    flash(_("You have opened it again."), "done")
    return redirect(_place(text), 303)


def _back(reply: Reply) -> str:
    """Where the author came from: the page of what waits, or the reply's place."""
    if request.form.get("from") == "waiting" or reply.path is None:
        return _page(reply.post)
    return _place(reply)


def _place(text: Post | Reply) -> str:
    if isinstance(text, Post):
        return url_for("discussion.post", public_id=text.public_id, _anchor="replies")
    return url_for("discussion.reply", public_id=text.public_id)


def _page(post: Post, **values: Any) -> str:
    return url_for("discussion.waiting", public_id=post.public_id, **values)


def _opened(viewer: Viewer, reply: Reply) -> tuple[rows.ReplyRow, bool]:
    """A reply with its words, and whether they are still there to be shown again."""
    return rows.reply_row(viewer, reply, opened=True), bool(reply.source)
