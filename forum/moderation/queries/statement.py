"""The statement of reasons, for whom it concerns."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion.models import Post, Reply
from forum.lib.db import db
from forum.lib.ids import is_id
from forum.moderation import policy
from forum.moderation.models import Case, Decision


def find_statement(viewer: Viewer, public_id: str) -> Decision:
    """A decision on the viewer's text, or any for moderators; else AccessRefused."""
    found = None
    if is_id(public_id):
        case = joinedload(Decision.case)
        query = select(Decision).options(case.joinedload(Case.post), case.joinedload(Case.reply))
        found = db.session.scalar(query.where(Decision.public_id == public_id))
    if found is None:
        raise AccessRefused(Hidden())
    require(policy.can_read_statement(viewer, found))
    return found


def text_of(decision: Decision) -> Post | Reply:
    """The text that was decided on; raises AccessRefused where there is none."""
    text = decision.case.text
    if text is None:
        raise AccessRefused(Hidden())
    return text
