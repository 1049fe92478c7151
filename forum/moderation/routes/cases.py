"""The moderators' pages: the queue, a case, and deciding it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.access import AccessRefused, Hidden, Viewer
from forum.discussion.models import Reply
from forum.discussion.routes.rows import ReplyRow
from forum.lib.refusal import Refusal
from forum.moderation import actions, queries
from forum.moderation.forms import LONGEST_REASONS, LONGEST_WORDS, DecisionForm
from forum.moderation.models import Case
from forum.moderation.queries import CaseView
from forum.moderation.refusals import StaleCase
from forum.moderation.routes import letters, shown, wording
from forum.moderation.routes.letters import Letter
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR, Access, Door
from forum.web.forms import faults

STALE = 409


@room.get("/moderation", door=MODERATOR)
def queue() -> str:
    """What waits, the most urgent first."""
    viewer = current.viewer()
    page = queries.queue(viewer, after=request.args.get("page"))
    last = page.last
    return render_template(
        "moderation/queue.html",
        items=[shown.queue_row(item) for item in page.items],
        open_count=queries.open_case_count(viewer),
        is_first=request.args.get("page") is None,
        next_url=url_for("moderation.queue", page=last.case.public_id) if last else None,
    )


@room.post("/moderation/cases", door=MODERATOR)
def open_case() -> ResponseReturnValue:
    """Take a text up without a flag, or once more."""
    kind, _colon, public_id = request.form.get("on", "").partition(":")
    text = queries.find_text(kind, public_id)
    if text is None:
        raise AccessRefused(Hidden())
    case = actions.open_own_case(current.viewer(), text)
    return redirect(url_for("moderation.case", public_id=case.public_id), 303)


# Opening a case says to the other moderators that one is looking at it.
@room.get("/moderation/cases/<id:public_id>", door=Door(Access.MODERATOR, writes=True))
def case(public_id: str) -> ResponseReturnValue:
    """One case, claimed by being opened."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    actions.claim(viewer, found)
    return _case_page(viewer, found, DecisionForm(formdata=None))


@room.post("/moderation/cases/<id:public_id>/claim", door=MODERATOR)
def take_over(public_id: str) -> ResponseReturnValue:
    """Take a case over from a moderator who was looking at it."""
    viewer = current.viewer()
    actions.take_over(viewer, queries.find_case(viewer, public_id))
    return redirect(url_for("moderation.case", public_id=public_id), 303)


@room.post("/moderation/cases/<id:public_id>/preview", door=MODERATOR)
def preview(public_id: str) -> ResponseReturnValue:
    """Show what the author will read, before it is decided."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    form = DecisionForm()
    if not form.validate() or found.text is None:
        return _case_page(viewer, found, form)
    try:
        drafted = actions.draft(viewer, found, _verdict(form))
    except Refusal as refusal:
        return _case_page(viewer, found, form, refusal)
    return _case_page(viewer, found, form, letter=letters.write(drafted, found.text))


@room.post("/moderation/cases/<id:public_id>/decisions", door=MODERATOR)
def decide(public_id: str) -> ResponseReturnValue:
    """Decide a case, and go back to what waits."""
    viewer = current.viewer()
    found = queries.find_case(viewer, public_id)
    form = DecisionForm()
    if not form.validate():
        return _case_page(viewer, found, form)
    try:
        decision = actions.decide(viewer, found, _verdict(form), form.seen_version)
    except Refusal as refusal:
        return _case_page(viewer, found, form, refusal)
    flash(wording.told(decision, queries.text_of(decision)), "done")
    return redirect(url_for("moderation.queue"), 303)


def _verdict(form: DecisionForm) -> actions.Verdict:
    return actions.Verdict(
        action=form.action.data or "",
        rule=form.rule_number,
        reasons=form.reasons.data or "",
        facts=form.facts.data or "",
    )


def _case_page(
    viewer: Viewer,
    case: Case,
    form: DecisionForm,
    refusal: Refusal | None = None,
    *,
    letter: Letter | None = None,
) -> tuple[str, int]:
    stale = refusal if isinstance(refusal, StaleCase) else None
    errors = faults(form, None if stale else refusal)
    view = queries.view_case(viewer, case)
    page = render_template(
        "moderation/case.html",
        view=view,
        title=wording.title(case, view.reason),
        kind=wording.kind(view.text),
        state=wording.state(view.text),
        barred=wording.barred(view.barred) if view.barred else None,
        stale=wording.overtaken(stale.decision) if stale else None,
        around=_around(view),
        decisions=[shown.decision_row(earlier, name_decider=True) for earlier in view.decisions],
        choices=[(action, *wording.choice(action, view.text)) for action in view.actions],
        rules=[(rule.number, f"{rule.number}. {rule.title}") for rule in queries.rules_in_force()],
        form=form,
        errors=errors,
        letter=letter,
        longest_reasons=LONGEST_REASONS,
        longest_facts=LONGEST_WORDS,
    )
    if stale:
        return page, STALE
    return page, 400 if errors else 200


def _around(view: CaseView) -> list[ReplyRow]:
    """The reply the case is about with its parent and what follows, or what follows a piece."""
    own = [view.text] if isinstance(view.text, Reply) else []
    rows = [*([view.parent] if view.parent else []), *own, *view.following]
    return [shown.reply(row, view.piece, marked=row is view.text) for row in rows]
