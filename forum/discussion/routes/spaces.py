"""The administrators' pages for spaces."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.access import require
from forum.discussion.actions.keep_space import change_space as change
from forum.discussion.actions.keep_space import make_space as make
from forum.discussion.forms.spaces import AGES, STARTERS, NewSpaceForm, SpaceForm
from forum.discussion.models import Space
from forum.discussion.queries.spaces import kept_space, kept_spaces
from forum.discussion.routes.room import room
from forum.discussion.spaces import AgeChanged, can_keep_spaces
from forum.lib.refusal import Refusal
from forum.web import current
from forum.web.doors import MODERATOR
from forum.web.forms import faults


@room.get("/moderation/spaces", door=MODERATOR)
def spaces() -> str:
    """All spaces in their order."""
    return render_template("discussion/spaces.html", spaces=kept_spaces(current.viewer()))


@room.get("/moderation/spaces/new", door=MODERATOR)
def new_space() -> str:
    """Show the form for one more."""
    require(can_keep_spaces(current.viewer()))
    return _page(NewSpaceForm(formdata=None))


@room.post("/moderation/spaces/new", door=MODERATOR)
def make_space() -> ResponseReturnValue:
    """Make a space."""
    form, viewer = NewSpaceForm(), current.viewer()
    require(can_keep_spaces(viewer))
    if not form.validate():
        return _page(form), 400
    try:
        space = make(viewer, form.slug.data or "", form.draft())
    except Refusal as refusal:
        return _page(form, refusal=refusal), 400
    flash(_("“%(name)s” is open.", name=space.name), "done")
    return redirect(url_for("discussion.spaces"), 303)


@room.get("/moderation/spaces/<slug>", door=MODERATOR)
def edit_space(slug: str) -> str:
    """Show what a space says and asks."""
    space = kept_space(current.viewer(), slug)
    return _page(SpaceForm.of(space), space)


@room.post("/moderation/spaces/<slug>", door=MODERATOR)
def change_space(slug: str) -> ResponseReturnValue:
    """Change a space."""
    form, viewer = SpaceForm(), current.viewer()
    space = kept_space(viewer, slug)
    if not form.validate():
        return _page(form, space), 400
    try:
        change(viewer, space, form.draft(), form.seen())
    except AgeChanged as refusal:
        form.show_age_of(space)
        return _page(form, space, refusal), 400
    flash(_("“%(name)s” is changed.", name=space.name), "done")
    return redirect(url_for("discussion.spaces"), 303)


def _page(form: SpaceForm, space: Space | None = None, refusal: Refusal | None = None) -> str:
    wrong = faults(form, refusal)
    return render_template(
        "discussion/keep_space.html",
        form=form,
        space=space,
        ages=AGES,
        starters=STARTERS,
        wrong=wrong,
        summary=[(name or None, sentence) for name, sentence in wrong.items()],
    )
