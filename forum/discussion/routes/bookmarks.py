"""Keeping pieces and replies to find them again, for oneself alone."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.discussion.actions.bookmark import bookmark, let_go
from forum.discussion.composing import excerpt
from forum.discussion.models import Post, Reply
from forum.discussion.queries import bookmarks as queries
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.discussion.routes import rows
from forum.discussion.routes.room import room
from forum.markup.plain import words_of
from forum.web import current
from forum.web.doors import MEMBER


@room.post("/p/<id:public_id>/keep", door=MEMBER)
def keep_post(public_id: str) -> ResponseReturnValue:
    """Keep a piece."""
    return _keep(find_post(current.viewer(), public_id))


@room.post("/r/<id:public_id>/keep", door=MEMBER)
def keep_reply(public_id: str) -> ResponseReturnValue:
    """Keep a reply."""
    return _keep(find_reply(current.viewer(), public_id))


@room.get("/bookmarks", door=MEMBER)
def bookmarks() -> str:
    """What one keeps."""
    viewer = current.viewer()
    page = queries.bookmarks(viewer, after=request.args.get("page"))
    return render_template(
        "discussion/bookmarks.html",
        kept=[(found.public_id, _row(found.text)) for found in page.items],
        next_url=url_for("discussion.bookmarks", page=page.last.public_id) if page.last else None,
    )


@room.post("/bookmarks/<id:public_id>/let-go", door=MEMBER)
def let_bookmark_go(public_id: str) -> ResponseReturnValue:
    """Keep a text no longer."""
    viewer = current.viewer()
    let_go(viewer, queries.find_bookmark(viewer, public_id))
    flash(_("It is no longer among your bookmarks."), "done")
    return redirect(url_for("discussion.bookmarks"), 303)


def _keep(text: Post | Reply) -> ResponseReturnValue:
    bookmark(current.viewer(), text)
    flash(_("Kept among your bookmarks. Only you see them."), "done")
    return redirect(url_for(f"discussion.{text.kind}", public_id=text.public_id), 303)


def _row(text: Post | Reply | None) -> dict[str, str] | None:
    """What the list says of a text: where it stands, whose it is, and its first words."""
    if text is None:
        return None
    piece = text.post if isinstance(text, Reply) else text
    name = text.persona.pen_name
    return {
        "url": url_for(f"discussion.{text.kind}", public_id=text.public_id),
        "title": piece.title,
        "author": name,
        "author_url": rows.person_url(name),
        "words": excerpt(words_of(text.html)) if isinstance(text, Reply) else text.excerpt,
    }
