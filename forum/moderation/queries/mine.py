"""What concerns a member: their flags with what came of them, and the decisions on their texts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.access import Viewer, require
from forum.discussion.models import Reply
from forum.lib.db import db
from forum.moderation import policy
from forum.moderation.models import Case, Decision, Flag

SHOWN = 50  # of each, the newest; nobody reads further back


@dataclass(frozen=True)
class Mine:
    """A member's flags and the decisions about them, the newest first."""

    flags: tuple[Flag, ...]
    decisions: tuple[Decision, ...]


def my_moderation(viewer: Viewer) -> Mine:
    """What concerns the viewer; a guest is asked to sign in."""
    require(policy.can_read_my_moderation(viewer))
    if viewer.persona_id is None:
        return Mine((), ())  # visitors' flags have no pen name either
    about = joinedload(Flag.case)
    flags = (
        select(Flag)
        .where(Flag.persona_id == viewer.persona_id)
        .options(about.joinedload(Case.post), about.joinedload(Case.reply).joinedload(Reply.post))
        .order_by(Flag.id.desc())
        .limit(SHOWN)
    )
    case = joinedload(Decision.case)
    decisions = (
        select(Decision)
        .where(Decision.subject_persona_id == viewer.persona_id)
        .options(case.joinedload(Case.post), case.joinedload(Case.reply))
        .order_by(Decision.id.desc())
        .limit(SHOWN)
    )
    return Mine(tuple(db.session.scalars(flags)), tuple(db.session.scalars(decisions)))
