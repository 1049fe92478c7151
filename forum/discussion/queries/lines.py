"""The statements that read a conversation as lines; each is made once, for that takes time, too."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from forum.accounts.models import Persona
from forum.discussion.models import Post, Reply, Visibility
from forum.discussion.models.line import ReplyLine
from forum.lib import pages
from forum.lib.db import db

# Of these some were never shown; those stand, to their writers only, where they would be shown.
KEPT_BACK = (Visibility.HELD, Visibility.AWAITING, Visibility.SET_ASIDE)
REPLY, PERSONA = Reply.__table__, Persona.__table__


def read(query: Select[Any], post: Post, values: Mapping[str, object]) -> list[ReplyLine]:
    """The lines of a piece's replies that a statement of this module finds."""
    found = db.session.connection().execute(query, {"post": post.id, **values})
    return [ReplyLine._make((post, *row)) for row in found.all()]


@cache
def scan(*, branch: bool, newest: bool, further: bool) -> Select[Any]:
    """At most `most` replies in reading order.

    `branch`: those from `start` to before `end` · `newest`: the newest branches first · `further`:
    those that stand behind the path `after` (and, newest first, the branch's `rank`).
    """
    query = _lines().where(REPLY.c.path.is_not(None))
    order = (REPLY.c.branch_rank, REPLY.c.path) if newest else (REPLY.c.path,)
    if branch:
        query = query.where(REPLY.c.path >= bindparam("start"), REPLY.c.path < bindparam("end"))
    if further:
        names = ("rank", "after") if newest else ("after",)
        place = [bindparam(name, type_=column.type) for name, column in zip(names, order, strict=True)]
        query = query.where(pages.after(order, place))
    return query.order_by(*order).limit(bindparam("most"))


@cache
def at_paths() -> Select[Any]:
    """The replies at `paths`, in reading order."""
    return _lines().where(REPLY.c.path.in_(bindparam("paths", expanding=True))).order_by(REPLY.c.path)


@cache
def waiting() -> Select[Any]:
    """At most `most` replies of `persona` that are kept back, in the order in which they came."""
    own = (REPLY.c.persona_id == bindparam("persona"), REPLY.c.visibility.in_(KEPT_BACK))
    return _lines().where(*own).order_by(REPLY.c.id).limit(bindparam("most"))


def _lines() -> Select[Any]:
    """The columns of ReplyLine, in its order."""
    reply, persona = REPLY.c, PERSONA.c
    query = select(
        reply.id,
        reply.public_id,
        reply.parent_id,
        reply.persona_id,
        reply.path,
        reply.depth,
        reply.ordinal,
        reply.sequence,
        reply.visibility,
        func.coalesce(reply.published_at, reply.created_at),
        reply.edited_at.is_not(None),
        reply.html,
        persona.pen_name,
        persona.identicon_seed,
    )
    return query.join_from(REPLY, PERSONA, reply.persona_id == persona.id).where(
        reply.post_id == bindparam("post")
    )
