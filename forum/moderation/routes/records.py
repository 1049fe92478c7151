"""What was decided: the public log, a member's own part in it, and statements of reasons."""

from flask import render_template, request, url_for
from flask_babel import format_date

from forum.access import Allowed
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.moderation import queries, rights
from forum.moderation.models import Decision
from forum.moderation.queries import appeals
from forum.moderation.routes import appeals_shown, effects, letters, own_records, shown
from forum.moderation.routes.room import room
from forum.web import current
from forum.web.doors import GATED, MEMBER


@room.get("/moderation/log", door=GATED)
def log() -> str:
    """The public log: no text and no name."""
    page = queries.log_page(current.viewer(), after=request.args.get("page"))
    last = page.entries.last
    return render_template(
        "moderation/log.html",
        entries=[shown.log_row(entry, page) for entry in page.entries.items],
        next_url=url_for("moderation.log", page=last.public_id) if last else None,
    )


@room.get("/moderation/mine", door=MEMBER)
def mine() -> str:
    """What holds for one's account, the decisions on oneself, one's appeals and one's flags."""
    found = queries.my_moderation(current.viewer())
    return render_template(
        "moderation/mine.html",
        standing=effects.standing(found.standing),
        decisions=[own_records.decision(each, found) for each in found.decisions],
        appeals=[own_records.appeal(made, outcome) for made, outcome in found.appeals],
        flags=[own_records.flag(each, found) for each in found.flags],
    )


@room.get("/moderation/statements/<id:public_id>", door=MEMBER)
def statement(public_id: str) -> str:
    """A statement of reasons, for whom it concerns and for moderators."""
    viewer = current.viewer()
    decision = queries.find_statement(viewer, public_id)
    text = decision.case.text
    made = appeals.appeal_of(decision)
    undone = appeals.reversal_of(decision)
    return render_template(
        "moderation/statement.html",
        letter=letters.write(decision, text),
        is_own=decision.subject_persona_id == viewer.persona_id,
        on=_on(decision, text),
        address=shown.address(text) if text is not None else None,
        appeal_url=url_for("moderation.appeal", public_id=public_id),
        appeal=appeals_shown.state(made, appeals.outcome_of(made)) if made is not None else None,
        may_appeal=isinstance(rights.can_appeal(viewer, decision, made, clock.today()), Allowed),
        undone=format_date(undone.decided_at, "d MMMM yyyy") if undone is not None else None,
        overturned=_url(decision.overturns) if decision.overturns is not None else None,
    )


def _on(decision: Decision, text: Post | Reply | None) -> str:
    """What a moderator opens a case on to look again."""
    if text is not None:
        return f"{text.kind}:{text.public_id}"
    return f"person:{decision.case.persona.pen_name}" if decision.case.persona else ""


def _url(decision: Decision) -> str:
    return url_for("moderation.statement", public_id=decision.public_id)
