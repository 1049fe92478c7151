"""Appealing against a decision, and the one question and answer about it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from forum.access import Allowed, Viewer, require
from forum.lib import clock
from forum.moderation import queries, rights
from forum.moderation.actions import appeal as verbs
from forum.moderation.forms import LONGEST_WORDS, AppealForm, DecisionForm
from forum.moderation.models import Decision
from forum.moderation.queries import appeals
from forum.moderation.routes import appeals_shown, case_page, verdicts
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MEMBER, MODERATOR
from forum.web.forms import faults


@room.get("/moderation/statements/<id:public_id>/appeal", door=MEMBER)
def appeal(public_id: str) -> str:
    """The appeal against a decision and what came of it, or the form for one."""
    viewer = current.viewer()
    return _page(viewer, queries.find_statement(viewer, public_id), AppealForm(formdata=None))


@room.post("/moderation/statements/<id:public_id>/appeal", door=MEMBER)
def send_appeal(public_id: str) -> ResponseReturnValue:
    """Appeal; suspended and banned people can too."""
    viewer, form = current.viewer(), AppealForm()
    decision = queries.find_statement(viewer, public_id)
    if not form.validate():
        return _page(viewer, decision, form), 400
    made = verbs.appeal(viewer, decision, form.words.data or "")
    date = format_date(made.due_on, "d MMMM yyyy")
    flash(_("Your appeal has been sent. Another moderator answers it by %(date)s.", date=date), "done")
    return redirect(url_for("moderation.appeal", public_id=public_id), 303)


@room.post("/moderation/statements/<id:public_id>/appeal/answer", door=MEMBER)
def answer_question(public_id: str) -> ResponseReturnValue:
    """Answer the question about one's appeal."""
    viewer, form = current.viewer(), AppealForm()
    made = appeals.find_appeal(viewer, public_id)
    if not form.validate():
        return _page(viewer, made.decision, form), 400
    verbs.answer(viewer, made.case, form.words.data or "")
    flash(_("Your answer has been sent."), "done")
    return redirect(url_for("moderation.appeal", public_id=public_id), 303)


@room.post("/moderation/cases/<id:public_id>/question", door=MODERATOR)
def ask_question(public_id: str) -> ResponseReturnValue:
    """Ask whoever appealed the one question that there is."""
    viewer, form = current.viewer(), AppealForm()
    case = queries.find_case(viewer, public_id)
    if not form.validate():
        return case_page.show(viewer, case, DecisionForm(formdata=None), question=form)
    verbs.ask(viewer, case, form.words.data or "")
    flash(_("Your question has been sent. The case waits for the answer, but you need not."), "done")
    return redirect(url_for("moderation.case", public_id=public_id), 303)


def _page(viewer: Viewer, decision: Decision, form: AppealForm) -> str:
    made = appeals.appeal_of(decision)
    may_answer = made is not None and isinstance(rights.can_answer(viewer, made), Allowed)
    if made is None:
        require(rights.can_appeal(viewer, decision, None, clock.today()))
    errors = faults(form)
    return render_template(
        "moderation/appeal.html",
        title=verdicts.done(decision, decision.case.text),
        statement_url=url_for("moderation.statement", public_id=decision.public_id),
        public_id=decision.public_id,
        appeal=appeals_shown.appeal(made) if made is not None else None,
        is_own=decision.subject_persona_id == viewer.persona_id,
        may_answer=may_answer,
        has_decider=appeals.has_other_decider(decision),
        until=format_date(decision.redress_until, "d MMMM yyyy") if decision.redress_until else None,
        days=verbs.DECIDED_WITHIN.days,
        form=form,
        errors=errors,
        longest_words=LONGEST_WORDS,
    )
