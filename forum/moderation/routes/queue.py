"""The queue: what waits for whom, and what moderators do with a case short of deciding it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum.access import Allowed, Viewer
from forum.lib.refusal import Refusal
from forum.moderation import actions, queries, rights
from forum.moderation.actions.set_desk import MOST_CASES
from forum.moderation.forms import LONGEST_REASONS, RemovalForm
from forum.moderation.models import Decision, Proposal
from forum.moderation.queries import Tab
from forum.moderation.reasons import REASONS
from forum.moderation.refusals import StaleCase
from forum.moderation.routes import shown, wording
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR
from forum.web.forms import faults


@room.get("/moderation", door=MODERATOR)
def queue() -> str:
    """What waits, the most urgent first; or one part of it, or what was decided."""
    return _page(current.viewer())


@room.post("/moderation/removals", door=MODERATOR)
def remove_many() -> ResponseReturnValue:
    """Remove the texts of the chosen cases, each by its own decision; all of them, or none."""
    viewer = current.viewer()
    form = RemovalForm()
    if not form.validate():
        return _page(viewer, form), 400
    chosen = [(queries.find_case(viewer, public_id), version) for public_id, version in form.seen]
    try:
        made = actions.remove_many(viewer, chosen, form.rule_number, form.reasons.data or "")
    except Refusal as refusal:
        return _page(viewer, form, refusal), 409 if isinstance(refusal, StaleCase) else 400
    flash(_told(made), "done")
    return redirect(url_for("moderation.queue"), 303)


@room.post("/moderation/cases/<id:public_id>/pass", door=MODERATOR)
def pass_on(public_id: str) -> ResponseReturnValue:
    """Leave a case to the others; nobody asks why."""
    viewer = current.viewer()
    actions.pass_on(viewer, queries.find_case(viewer, public_id))
    flash(_("Left to the others. It is not in your queue any more."), "done")
    return redirect(url_for("moderation.queue"), 303)


@room.post("/moderation/cases/<id:public_id>/escalate", door=MODERATOR)
def escalate(public_id: str) -> ResponseReturnValue:
    """Ask the administrators to look."""
    viewer = current.viewer()
    actions.escalate(viewer, queries.find_case(viewer, public_id))
    flash(_("The administrators are asked to look at it."), "done")
    return redirect(url_for("moderation.queue"), 303)


@room.get("/moderation/desk", door=MODERATOR)
def desk() -> str:
    """What one would rather not read, and how much a day is enough."""
    return render_template(
        "moderation/desk.html",
        desk=queries.desk(current.viewer()),
        reasons=[(reason.code, str(reason.label)) for reason in REASONS.values()],
        most=MOST_CASES,
    )


@room.post("/moderation/desk", door=MODERATOR)
def set_desk() -> ResponseReturnValue:
    """Set one's desk."""
    cap = request.form.get("cap", "").strip()
    wanted = int(cap) if cap.isascii() and cap.isdigit() and len(cap) < 6 else None
    actions.set_desk(current.viewer(), request.form.getlist("spared"), wanted)
    flash(_("Your desk is set."), "done")
    return redirect(url_for("moderation.desk"), 303)


def _told(made: list[Decision | Proposal]) -> str:
    if any(isinstance(each, Proposal) for each in made):
        return _("So many at once need a second moderator. They wait in the part “Second key”.")
    return ngettext("%(num)s decision made.", "%(num)s decisions made.", len(made))


def _page(viewer: Viewer, form: RemovalForm | None = None, refusal: Refusal | None = None) -> str:
    tab = Tab.named(request.args.get("tab"))
    page = queries.queue(viewer, tab, after=request.args.get("page"))
    last = page.last
    form = form or RemovalForm(formdata=None)
    return render_template(
        "moderation/queue.html",
        items=[shown.queue_row(item) for item in page.items],
        tab=tab,
        tabs=[(each, wording.tab(each)) for each in Tab],
        open_count=queries.open_case_count(viewer),
        may_watch=isinstance(rights.can_edit_watch_list(viewer), Allowed),
        enough=queries.is_enough_for_today(viewer),
        rules=[(rule.number, f"{rule.number}. {rule.title}") for rule in queries.rules_in_force()],
        form=form,
        chosen={public_id for public_id, _version in form.seen},
        errors=faults(form, refusal),
        longest_reasons=LONGEST_REASONS,
        is_first=request.args.get("page") is None,
        next_url=url_for("moderation.queue", tab=tab, page=last.case.public_id) if last else None,
    )
