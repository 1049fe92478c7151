"""What was decided: the public log, a member's own part in it, and statements of reasons."""

from flask import render_template, request, url_for

from forum.moderation import queries
from forum.moderation.routes import letters, shown
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
    """One's own flags with what came of them, and the decisions on one's own texts."""
    found = queries.my_moderation(current.viewer())
    return render_template(
        "moderation/mine.html",
        flags=[shown.own_flag(flag) for flag in found.flags],
        decisions=[shown.decision_row(decision) for decision in found.decisions],
    )


@room.get("/moderation/statements/<id:public_id>", door=MEMBER)
def statement(public_id: str) -> str:
    """A statement of reasons, for the author and for moderators."""
    viewer = current.viewer()
    decision = queries.find_statement(viewer, public_id)
    text = queries.text_of(decision)
    return render_template(
        "moderation/statement.html",
        letter=letters.write(decision, text),
        is_own=decision.subject_persona_id == viewer.persona_id,
        on=f"{text.kind}:{text.public_id}",
        address=shown.address(text),
    )
