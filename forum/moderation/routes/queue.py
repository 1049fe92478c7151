"""The queue: what waits for whom, and what moderators do with a case short of deciding it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.moderation import actions, queries
from forum.moderation.queries import Tab
from forum.moderation.routes import shown, wording
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import MODERATOR


@room.get("/moderation", door=MODERATOR)
def queue() -> str:
    """What waits, the most urgent first; or one part of it, or what was decided."""
    viewer = current.viewer()
    tab = Tab.named(request.args.get("tab"))
    page = queries.queue(viewer, tab, after=request.args.get("page"))
    last = page.last
    return render_template(
        "moderation/queue.html",
        items=[shown.queue_row(item) for item in page.items],
        tab=tab,
        tabs=[(each, wording.tab(each)) for each in Tab],
        open_count=queries.open_case_count(viewer),
        enough=queries.is_enough_for_today(viewer),
        rules=[(rule.number, f"{rule.number}. {rule.title}") for rule in queries.rules_in_force()],
        is_first=request.args.get("page") is None,
        next_url=url_for("moderation.queue", tab=tab, page=last.case.public_id) if last else None,
    )


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
