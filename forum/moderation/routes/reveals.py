"""Looking up who sent a flag, by two keys."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.lib.refusal import Refusal
from forum.moderation import queries
from forum.moderation.actions.reveal import ask_reveal, confirm_reveal
from forum.moderation.forms import DecisionForm, ReasonForm, fit_words
from forum.moderation.routes import case_page
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR


@room.post("/moderation/cases/<id:public_id>/reveals", door=MODERATOR)
def ask_reveal_of(public_id: str) -> ResponseReturnValue:
    """Turn the first key."""
    viewer = current.viewer()
    case = queries.find_case(viewer, public_id)
    flag = queries.find_flag(viewer, case, request.form.get("flag", ""))
    try:
        reveal = ask_reveal(viewer, flag, fit_words(ReasonForm(), "reason"))
    except Refusal as refusal:
        return case_page.show(viewer, case, DecisionForm(formdata=None), refusal)
    if reveal.confirmed_at is None:
        flash(_("Asked. The name stands here as soon as another moderator agrees."), "done")
    return redirect(url_for("moderation.case", public_id=public_id), 303)


@room.post("/moderation/reveals/<id:public_id>/confirm", door=MODERATOR)
def confirm_reveal_of(public_id: str) -> ResponseReturnValue:
    """Turn the second key."""
    viewer = current.viewer()
    reveal = queries.find_reveal(viewer, public_id)
    confirm_reveal(viewer, reveal)
    return redirect(url_for("moderation.case", public_id=reveal.flag.case.public_id), 303)
