"""The page of one case: looking into it, and deciding it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forum.access import AccessRefused, Hidden
from forum.discussion.queries.people import find_persona
from forum.lib.refusal import Refusal
from forum.moderation import actions, queries
from forum.moderation.forms import DecisionForm
from forum.moderation.models import Case, Decision, Proposal
from forum.moderation.routes import case_page, letters, templates, verdicts
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR, Access, Door

PERSON = "person"


@room.post("/moderation/cases", door=MODERATOR)
def open_case() -> ResponseReturnValue:
    """Take a text or a person up without a flag, or a text once more."""
    kind, _colon, name = request.form.get("on", "").partition(":")
    viewer = current.viewer()
    if kind == PERSON:
        case = actions.open_case_on_person(viewer, find_persona(name))
    else:
        text = queries.find_text(kind, name)
        if text is None:
            raise AccessRefused(Hidden())
        case = actions.open_own_case(viewer, text)
    return redirect(url_for("moderation.case", public_id=case.public_id), 303)


# Opening a case says to the other moderators that one is looking at it.
@room.get("/moderation/cases/<id:public_id>", door=Door(Access.MODERATOR, writes=True))
def case(public_id: str) -> ResponseReturnValue:
    """One case, claimed by being opened."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    if request.method == "GET":  # a HEAD shows nobody anything
        actions.claim(viewer, found)
    return case_page.show(viewer, found, DecisionForm(formdata=None))


@room.post("/moderation/cases/<id:public_id>/claim", door=MODERATOR)
def take_over(public_id: str) -> ResponseReturnValue:
    """Take a case over from a moderator who was looking at it."""
    viewer = current.viewer()
    actions.take_over(viewer, queries.find_case(viewer, public_id))
    return redirect(url_for("moderation.case", public_id=public_id), 303)


@room.post("/moderation/cases/<id:public_id>/preview", door=MODERATOR)
def preview(public_id: str) -> ResponseReturnValue:
    """Show what whom it concerns will read, before it is decided; or put a template into the reasons."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    form = DecisionForm()
    if form.template.data:
        return case_page.show(viewer, found, templates.put_into(form))
    if not form.validate():
        return case_page.show(viewer, found, form)
    try:
        drafted = actions.draft(viewer, found, _verdict(form))
    except Refusal as refusal:
        return case_page.show(viewer, found, form, refusal)
    return case_page.show(viewer, found, form, letter=letters.write(drafted, found.text))


@room.post("/moderation/cases/<id:public_id>/decisions", door=MODERATOR)
def decide(public_id: str) -> ResponseReturnValue:
    """Decide a case, and go on to the next."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    form = DecisionForm()
    if not form.validate():
        return case_page.show(viewer, found, form)
    try:
        decided = actions.decide(viewer, found, _verdict(form), form.seen_version)
    except Refusal as refusal:
        return case_page.show(viewer, found, form, refusal)
    return went_well(decided, found)


def went_well(decided: Decision | Proposal, case: Case) -> ResponseReturnValue:
    """Say what was done, and show what waits next; or the same case, where it still does."""
    flash(_told(decided, case), "done")
    if isinstance(decided, Decision) and case.decided_at is None:
        return redirect(url_for("moderation.case", public_id=case.public_id), 303)
    return redirect(url_for("moderation.queue"), 303)


def _told(decided: Decision | Proposal, case: Case) -> str:
    return verdicts.told(decided, case.text) if isinstance(decided, Decision) else verdicts.proposed()


def _verdict(form: DecisionForm) -> actions.Verdict:
    return actions.Verdict(
        action=form.action.data or "",
        rule=form.rule_number,
        reasons=form.reasons.data or "",
        facts=form.facts.data or "",
        details=form.details,
    )
