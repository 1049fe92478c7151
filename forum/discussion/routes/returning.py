"""For those who come back: the next new reply, how many came meanwhile, and what is remembered of them."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.discussion.actions.keep_visits import forget_visits, keep_visits
from forum.discussion.queries import news, posts, visits
from forum.discussion.routes.room import room
from forum.web import current
from forum.web.doors import MEMBER, Access, Door

NOTHING_NEW = 204


@room.get("/p/<id:public_id>/unread", door=Door(Access.GATED, open_if=posts.is_open_post))
def unread(public_id: str) -> ResponseReturnValue:
    """On to the next reply that is new to the viewer, on whichever page it stands."""
    viewer = current.viewer()
    post = news.find_conversation(viewer, public_id)
    found = news.step(viewer, post, after=request.args.get("after"), before=request.args.get("before"))
    if found is None:
        return redirect(url_for("discussion.post", public_id=public_id, _anchor="replies"), 303)
    if found.is_far_down:
        return redirect(url_for("discussion.reply", public_id=found.public_id), 303)
    anchor = f"r-{found.public_id}" if found.public_id else "replies"
    there = url_for("discussion.post", public_id=public_id, page=found.after, _anchor=anchor)
    return redirect(there, 303)


@room.get("/p/<id:public_id>/news", door=Door(Access.GATED, open_if=posts.is_open_post, is_background=True))
def replies_since(public_id: str) -> ResponseReturnValue:
    """What came since a page was made, asked by the page itself: nothing (204), or how much and where."""
    viewer = current.viewer()
    post = news.find_conversation(viewer, public_id)
    found = news.since(viewer, post, request.args.get("since", ""))
    if found is None:
        return "", NOTHING_NEW
    count, first = found
    words = (
        _("More than %(num)d new replies", num=count.number)
        if count.is_more
        else ngettext("%(num)d new reply", "%(num)d new replies", count.number)
    )
    return jsonify(words=words, url=url_for("discussion.reply", public_id=first))


@room.get("/settings/reading", door=MEMBER)
def remembered() -> str:
    """What is remembered of one's reading, and how to have it forgotten."""
    return render_template("discussion/remembered.html", kept=visits.kept_of(current.viewer()))


@room.post("/settings/reading", door=MEMBER)
def remember() -> ResponseReturnValue:
    """Remember visits from now on, no longer, or forget those so far."""
    viewer = current.viewer()
    wish = request.form.get("visits")
    if wish == "on":
        keep_visits(viewer, on=True)
        flash(_("From now on we mark what is new."), "done")
    elif wish == "off":
        keep_visits(viewer, on=False)
        flash(_("It is off, and everything so far is forgotten."), "done")
    elif wish == "forget":
        forget_visits(viewer)
        flash(_("Everything so far is forgotten."), "done")
    return redirect(url_for("discussion.remembered"), 303)
