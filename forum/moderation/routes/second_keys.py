"""What two moderators do together: confirming a proposal, and reviewing who went past the guard."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.lib.refusal import Refusal
from forum.moderation import actions, queries
from forum.moderation.forms import DecisionForm, ReasonForm, ReviewForm, fit_words
from forum.moderation.routes import case_page
from forum.moderation.routes.cases import went_well
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR


@room.post("/moderation/proposals/<id:public_id>/confirm", door=MODERATOR)
def confirm(public_id: str) -> ResponseReturnValue:
    """Turn the second key."""
    viewer = current.viewer()
    proposal = queries.find_proposal(viewer, public_id)
    try:
        decision = actions.confirm(viewer, proposal)
    except Refusal as refusal:
        return case_page.show(viewer, proposal.case, DecisionForm(formdata=None), refusal)
    return went_well(decision, proposal.case)


@room.post("/moderation/proposals/<id:public_id>/decline", door=MODERATOR)
def decline(public_id: str) -> ResponseReturnValue:
    """Leave undone what was proposed."""
    viewer = current.viewer()
    proposal = queries.find_proposal(viewer, public_id)
    try:
        actions.decline(viewer, proposal)
    except Refusal as refusal:
        return case_page.show(viewer, proposal.case, DecisionForm(formdata=None), refusal)
    flash(_("Declined. The case waits for another decision."), "done")
    return redirect(url_for("moderation.case", public_id=proposal.case.public_id), 303)


@room.post("/moderation/cases/<id:public_id>/override", door=MODERATOR)
def override(public_id: str) -> ResponseReturnValue:
    """Go past the conflict guard in an emergency."""
    viewer = current.viewer()
    case = queries.find_case(viewer, public_id)
    try:
        actions.override(viewer, case, fit_words(ReasonForm(), "reason"))
    except Refusal as refusal:
        return case_page.show(viewer, case, DecisionForm(formdata=None), refusal)
    flash(_("Logged. You can decide this case now, and another moderator reviews that you did."), "done")
    return redirect(url_for("moderation.case", public_id=public_id), 303)


@room.get("/moderation/overrides", door=MODERATOR)
def overrides() -> str:
    """Who went past the guard, and what others thought of it."""
    viewer = current.viewer()
    return render_template("moderation/overrides.html", rows=queries.overrides(viewer), error=None)


@room.post("/moderation/overrides/<id:public_id>/review", door=MODERATOR)
def review(public_id: str) -> ResponseReturnValue:
    """Say what one thinks of another moderator's override."""
    viewer = current.viewer()
    try:
        found = queries.find_override(viewer, public_id)
        actions.review(viewer, found, fit_words(ReviewForm(), "review"))
    except Refusal as refusal:
        rows = queries.overrides(viewer)
        return render_template("moderation/overrides.html", rows=rows, error=refusal.sentence), 400
    return redirect(url_for("moderation.overrides"), 303)
