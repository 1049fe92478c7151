"""A pen name's page: what it wrote that the viewer may read."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from forum.access import AccessRefused, Allowed, Hidden, Viewer
from forum.accounts import names
from forum.accounts.models import Persona
from forum.discussion import policy
from forum.discussion.models import Reply, Visibility
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.readable import readable_replies
from forum.lib.db import db
from forum.lib.pages import Page, before, cut

REPLIES_A_PAGE = 20
LONGEST_NAME = 60


def find_persona(pen_name: str) -> Persona:
    """The persona of a pen name as anybody may type it; raises AccessRefused where there is none."""
    persona = None
    if len(pen_name) <= LONGEST_NAME and "\0" not in pen_name:
        key = names.pen_name_key(pen_name)
        persona = db.session.scalar(select(Persona).where(Persona.pen_name_key == key))
    if persona is None:
        raise AccessRefused(Hidden())
    return persona


def replies_by(viewer: Viewer, persona: Persona, after: str | None = None) -> Page[Reply]:
    """A pen name's published replies that the viewer may read, newest first."""
    query = readable_replies(viewer).options(defer(Reply.source))
    query = query.where(Reply.persona_id == persona.id, Reply.visibility == Visibility.PUBLISHED)
    if after is not None:
        last = _cursor(viewer, after)
        query = query.where(before((Reply.published_at, Reply.id), (last.published_at, last.id)))
    query = query.order_by(Reply.published_at.desc(), Reply.id.desc()).limit(REPLIES_A_PAGE + 1)
    return cut(db.session.scalars(query).all(), REPLIES_A_PAGE)


def _cursor(viewer: Viewer, public_id: str) -> Reply:
    """The reply a page begins after: one that has been shown, in a conversation the viewer may open."""
    last = find_reply(viewer, public_id)
    if last.published_at is None or not isinstance(policy.can_open_post(viewer, last.post), Allowed):
        raise AccessRefused(Hidden())
    return last
