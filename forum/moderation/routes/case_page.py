"""What the page of a case shows, whoever looks and whatever went wrong."""

from dataclasses import dataclass

from flask import render_template

from forum.access import Viewer
from forum.discussion.models import Reply
from forum.discussion.queries import posts
from forum.discussion.routes.rows import ReplyRow
from forum.lib.refusal import Refusal
from forum.moderation import possible, queries
from forum.moderation.forms import LONGEST_REASONS, LONGEST_WORDS, AppealForm, DecisionForm
from forum.moderation.models import Case, CaseOrigin, DecisionAction
from forum.moderation.queries import CaseView
from forum.moderation.refusals import StaleCase
from forum.moderation.routes import appeals_shown, shown, templates, verdicts, wording
from forum.moderation.routes.letters import Letter
from forum.moderation.routes.proposals import row as proposal_row
from forum.web.forms import faults

STALE = 409


@dataclass(frozen=True)
class Group:
    """Some of what can be decided, under a heading of its own."""

    name: str
    label: str
    choices: tuple[tuple[DecisionAction, str, str], ...]


def show(
    viewer: Viewer,
    case: Case,
    form: DecisionForm,
    refusal: Refusal | None = None,
    *,
    letter: Letter | None = None,
    question: AppealForm | None = None,
) -> tuple[str, int]:
    """The page, with what was typed; 409 where the case is no longer what the moderator saw."""
    stale = refusal if isinstance(refusal, StaleCase) else None
    errors = faults(form, None if stale else refusal)
    wrong = faults(question) if question is not None else {}
    view = queries.view_case(viewer, case)
    page = render_template(
        "moderation/case.html",
        view=view,
        reveals=queries.reveals(viewer, case),
        title=wording.title(case, view.reason),
        kind=wording.kind(view.text),
        state=wording.state(view.text),
        barred=wording.barred(view.barred) if view.barred else None,
        stale=wording.overtaken(stale.decision) if stale else None,
        around=_around(view),
        decisions=[shown.decision_row(earlier, name_decider=True) for earlier in view.decisions],
        on_person=_elsewhere(view),
        appeal=_appeal(case),
        proposal=proposal_row(view.proposal, viewer) if view.proposal else None,
        groups=_groups(view),
        rules=[(rule.number, f"{rule.number}. {rule.title}") for rule in queries.rules_in_force()],
        spaces=[(space.slug, space.name) for space in posts.spaces(viewer)],
        hours=[(str(hours), wording.span(hours)) for hours in possible.HOURS],
        minutes=[(str(minutes), wording.pace(minutes)) for minutes in possible.MINUTES],
        templates=templates.OFFERED,
        form=form,
        errors=errors,
        question=question,
        wrong=wrong,
        letter=letter,
        longest_reasons=LONGEST_REASONS,
        longest_facts=LONGEST_WORDS,
        longest_note=possible.LONGEST_NOTE,
    )
    if stale:
        return page, STALE
    return page, 400 if errors or wrong else 200


def _appeal(case: Case) -> appeals_shown.AppealShown | None:
    """The appeal, which only cases that began as one are asked for."""
    if case.origin != CaseOrigin.APPEAL or case.appeal is None:
        return None
    return appeals_shown.appeal(case.appeal)


def _groups(view: CaseView) -> list[Group]:
    """What can be decided, most often the text first; a label only where there are several."""
    groups = (
        ("appeal", wording.about_the("appeal"), possible.APPEALS),
        ("care", wording.about_the("care"), possible.CARE),
        ("text", wording.about_the("text"), possible.TEXTS),
        ("conversation", wording.about_the("conversation"), possible.CONVERSATIONS),
        ("person", wording.about_the("person"), possible.PEOPLE),
    )
    found = []
    for name, label, actions in groups:
        offered = [action for action in view.actions if action in actions]
        if offered:
            choices = tuple((action, *verdicts.choice(action, view.text)) for action in offered)
            found.append(Group(name, label, choices))
    return found


def _elsewhere(view: CaseView) -> list[shown.DecisionRow]:
    """What was decided about other things of the same person."""
    here = {decision.id for decision in view.decisions}
    others = (decision for decision in view.on_person if decision.id not in here)
    return [shown.decision_row(decision, name_decider=True) for decision in others]


def _around(view: CaseView) -> list[ReplyRow]:
    """The reply the case is about with its parent and what follows, or what follows a piece."""
    if view.piece is None:
        return []
    own = [view.text] if isinstance(view.text, Reply) else []
    rows = [*([view.parent] if view.parent else []), *own, *view.following]
    return [shown.reply(row, view.piece, marked=row is view.text) for row in rows]
