"""Writing: start a piece, reply."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from forum.access import AccessRefused, Allowed, Hidden, require
from forum.discussion import policy
from forum.discussion.actions.reply import reply
from forum.discussion.actions.start_post import start_post
from forum.discussion.actions.stay import stay
from forum.discussion.forms import CHOICES, PostForm, ReplyForm
from forum.discussion.models import Audience, Post, Reply, Space
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post, find_space
from forum.discussion.queries.reach import are_visitors_kept_out
from forum.discussion.queries.terms import may_reply
from forum.discussion.routes import rows
from forum.discussion.routes.attempts import UNFIT, Trouble, attempt, errors_of, preview
from forum.discussion.routes.room import room
from forum.discussion.routes.terms import asks, hints, waits_at_first
from forum.web import current, edge
from forum.web.doors import MEMBER, WRITING

NOWHERE = 404


@room.route("/s/<slug>/new", methods=["GET", "POST"], door=WRITING)
def new_post(slug: str) -> ResponseReturnValue:
    """The page on which a piece is written; sending it publishes the piece."""
    viewer = current.viewer()
    space = find_space(viewer, slug)
    form = PostForm()
    if not edge.is_post():
        require(policy.can_start_post(viewer, space))
        if are_visitors_kept_out(viewer):
            form.audience.data = Audience.MEMBERS
        return _piece_page(space, form)
    if "preview" in request.form:
        shown = preview(form)
        return _piece_page(space, form, shown), 200 if shown is not None else UNFIT
    if not form.validate():
        return _piece_page(space, form), UNFIT
    draft = form.draft()
    done = attempt(lambda: start_post(viewer, space, draft))
    if isinstance(done, Trouble):
        return _piece_page(space, form, trouble=done), done.status
    return redirect(url_for("discussion.post", public_id=done.public_id), 303)


@room.get("/p/<id:public_id>/replies/new", door=MEMBER)
def new_reply(public_id: str) -> ResponseReturnValue:
    """The page on which a reply is written, with what it answers above it."""
    viewer = current.viewer()
    post = find_post(viewer, public_id)
    parent = _parent(post, request.args.get("parent", ""))
    trouble = attempt(lambda: require(may_reply(viewer, post, parent)))
    return _reply_page(post, parent, ReplyForm(), trouble=trouble)


@room.post("/p/<id:public_id>/replies", door=WRITING)
def send_reply(public_id: str) -> ResponseReturnValue:
    """Send a reply to a piece, or to the reply that `parent` names."""
    viewer = current.viewer()
    post = find_post(viewer, public_id, in_passing=True)
    form = ReplyForm()
    try:
        parent = _parent(post, form.parent.data or "")
    except AccessRefused:
        lost = Trouble(_("The reply that you answered cannot be found."), NOWHERE)
        return _reply_page(post, None, form, trouble=lost)
    if "preview" in request.form:
        return _reply_page(post, parent, form, preview(form))
    if not form.validate():
        return _reply_page(post, parent, form)
    source = form.draft().source
    done = attempt(lambda: reply(viewer, post, parent, source))
    if isinstance(done, Trouble):
        return _reply_page(post, parent, form, trouble=done)
    stay(viewer, post)
    return redirect(url_for("discussion.reply", public_id=done.public_id), 303)


def _parent(post: Post, public_id: str) -> Reply | None:
    """The reply that is answered, None for the piece itself; what is not in this conversation is hidden."""
    if not public_id:
        return None
    parent = find_reply(current.viewer(), public_id)
    if parent.post_id != post.id:
        raise AccessRefused(Hidden())
    return parent


def _piece_page(
    space: Space, form: PostForm, shown: Markup | None = None, trouble: Trouble | None = None
) -> str:
    return render_template(
        "discussion/compose_post.html",
        space=space,
        form=form,
        errors=errors_of(form, trouble),
        preview=shown,
        choices=CHOICES,
        are_kept_out=are_visitors_kept_out(current.viewer()),
        is_newcomer=waits_at_first(current.viewer()),
    )


def _reply_page(
    post: Post,
    parent: Reply | None,
    form: ReplyForm,
    shown: Markup | None = None,
    trouble: Trouble | None = None,
) -> ResponseReturnValue:
    """The composer's page; where only the parent cannot be answered any more, the piece can be."""
    viewer = current.viewer()
    if parent is not None and not isinstance(may_reply(viewer, post, parent), Allowed):
        parent = None
    page = render_template(
        "discussion/compose_reply.html",
        post=post,
        may_reply=isinstance(may_reply(viewer, post), Allowed),
        answered=rows.reply_row(viewer, parent) if parent else None,
        form=form,
        errors=errors_of(form, trouble),
        preview=shown,
        asks=asks(post),
        hints=hints(viewer, post),
    )
    status = trouble.status if trouble else UNFIT if form.errors or form.body.errors else 200
    return page, status
