"""Keeping people away: from their page, from a reply, and the list of them in the settings."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import require
from forum.accounts.models import Persona
from forum.discussion.actions.block import block, lift_block
from forum.discussion.actions.keep_out_visitors import keep_out_visitors, let_in_visitors
from forum.discussion.models import BlockKind
from forum.discussion.queries import people
from forum.discussion.queries import reach as queries
from forum.discussion.reach import can_block
from forum.discussion.routes.room import room
from forum.lib.ids import is_id
from forum.web import current
from forum.web.doors import MEMBER


@room.get("/u/<pen_name>/block", door=MEMBER)
def keep_away(pen_name: str) -> str:
    """What it means to block or to mute somebody, and the buttons for it."""
    viewer = current.viewer()
    person = people.find_persona(pen_name)
    require(can_block(viewer, person))
    return render_template(
        "discussion/keep_away.html",
        person=person,
        standing=queries.block_on(viewer, person),
        came_from=_reply_named(request.args.get("from", "")),
        back=_back(person, request.args.get("from", "")),
    )


@room.post("/u/<pen_name>/block", door=MEMBER)
def change_block(pen_name: str) -> ResponseReturnValue:
    """Block or mute somebody, or undo it."""
    viewer = current.viewer()
    person = people.find_persona(pen_name)
    wish = request.form.get("wish")
    if wish in set(BlockKind):
        block(viewer, person, BlockKind(wish))
        flash(_done(BlockKind(wish)), "done")
    else:
        standing = queries.block_on(viewer, person)
        if standing is not None:
            lift_block(viewer, standing)
        flash(_("It is undone. Nobody was told of either."), "done")
    return redirect(_back(person, request.form.get("from", "")), 303)


@room.get("/settings/blocks", door=MEMBER)
def blocks() -> str:
    """Whom one keeps away."""
    page = queries.blocks(current.viewer(), after=request.args.get("page"))
    return render_template(
        "discussion/blocks.html",
        blocks=page.items,
        next_url=url_for("discussion.blocks", page=page.last.public_id) if page.last else None,
    )


@room.post("/settings/blocks/<id:public_id>/lift", door=MEMBER)
def lift(public_id: str) -> ResponseReturnValue:
    """Undo one of them."""
    viewer = current.viewer()
    lift_block(viewer, queries.find_block(viewer, public_id))
    flash(_("It is undone. Nobody was told of either."), "done")
    return redirect(url_for("discussion.blocks"), 303)


@room.get("/settings/visitors", door=MEMBER)
def visitors() -> str:
    """Whether visitors can read one's pieces."""
    return render_template(
        "discussion/visitors.html", are_kept_out=queries.are_visitors_kept_out(current.viewer())
    )


@room.post("/settings/visitors", door=MEMBER)
def change_visitors() -> ResponseReturnValue:
    """Hide all one's pieces from visitors, or have each be for whom it was before."""
    wish = request.form.get("visitors")
    if wish == "out":
        keep_out_visitors(current.viewer())
        flash(_("From now on only members can read your pieces."), "done")
    elif wish == "in":
        let_in_visitors(current.viewer())
        flash(_("Each of your pieces is for whom it was before."), "done")
    return redirect(url_for("discussion.visitors"), 303)


def _done(kind: BlockKind) -> str:
    if kind == BlockKind.MUTE:
        return _("Muted. What they write is folded for you; they are not told.")
    return _("Blocked. They cannot reply to what you write, and are not told.")


def _back(person: Persona, reply_id: str) -> str:
    """Where one came from: a reply, or the person's page."""
    if _reply_named(reply_id):
        return url_for("discussion.reply", public_id=reply_id)
    return url_for("discussion.person", pen_name=person.pen_name)


def _reply_named(public_id: str) -> str:
    return public_id if is_id(public_id) else ""
