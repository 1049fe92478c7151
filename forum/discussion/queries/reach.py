"""Who keeps whom away: what a page, a reply and a notice ask, and a member's own list."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    bindparam,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.sql.selectable import CompoundSelect

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.accounts.models import Persona
from forum.discussion import placement, reach
from forum.discussion.models import Block, BlockKind, Post, Reply, Visibility, VisitorsKeptOut
from forum.discussion.models.line import ReplyLine
from forum.discussion.reach import NO_REACH, Reach
from forum.discussion.terms import EVERYWHERE
from forum.lib import keys
from forum.lib.db import by_public_id, db
from forum.lib.pages import Page, cut

BLOCKS_A_PAGE = 50
CLOSED = "closed"
NAME = "blocked pen name"  # the purpose of the key that hides it
_theirs, _chosen = aliased(Persona), aliased(Persona)  # made once: it takes longer than the question


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody whom a member keeps away, by the name that they chose, if that is still theirs."""

    public_id: str
    kind: BlockKind
    pen_name: str | None


def reach_of(viewer: Viewer, post: Post, lines: Sequence[ReplyLine]) -> Reach:
    """What a page with these replies must know of blocks; in one question, and a visitor asks none."""
    if viewer.account_id is None:
        return NO_REACH
    ids = {line.persona_id for line in lines} | {post.persona_id}
    values = {"account": viewer.account_id, "personas": list(ids)}
    rows = db.session.connection().execute(_between(), values).all()
    return Reach(
        kept_away={persona_id: BlockKind(kind) for persona_id, kind in rows if kind != CLOSED},
        closed=frozenset(persona_id for persona_id, kind in rows if kind == CLOSED),
    )


def branches_closed_to(viewer: Viewer, post: Post, parent: Reply | None) -> tuple[bytes, ...]:
    """The branch that is closed to a viewer who wants to reply there, if one is.

    Asked alike of everybody and everywhere, so that the time which it takes tells nothing.
    """
    if viewer.account_id is None:
        return ()
    path = parent.path if parent is not None else None
    paths = [*placement.ancestors(path), path] if path is not None else []
    values = {"account": viewer.account_id, "author": post.persona_id, "post": post.id, "paths": paths}
    found = db.session.connection().execute(_closed_above(), values).one()
    if found.by_author:
        return (EVERYWHERE,)
    return (path,) if path is not None and found.above else ()


def block_on(viewer: Viewer, persona: Persona) -> Block | None:
    """The viewer's own block of a pen name."""
    require(reach.can_keep_list(viewer))
    own = (Block.account_id == viewer.account_id, Block.persona_id == persona.id)
    return db.session.scalar(select(Block).where(*own))


def find_block(viewer: Viewer, public_id: str) -> Block:
    """One of the viewer's own blocks; raises AccessRefused for all others."""
    block = by_public_id(Block, public_id)
    if block is None:
        raise AccessRefused(Hidden())
    require(reach.can_lift(viewer, block))
    return block


def count_blocks(viewer: Viewer) -> int:
    """How many people a viewer keeps away."""
    require(reach.can_keep_list(viewer))
    counted = select(func.count()).select_from(Block).where(Block.account_id == viewer.account_id)
    return db.session.scalar(counted) or 0


def blocks(viewer: Viewer, after: str | None = None) -> Page[Kept]:
    """Whom a viewer keeps away, those last chosen first."""
    require(reach.can_keep_list(viewer))
    query = select(Block).where(Block.account_id == viewer.account_id).options(joinedload(Block.persona))
    if after is not None:
        query = query.where(Block.id < find_block(viewer, after).id)
    found = db.session.scalars(query.order_by(Block.id.desc()).limit(BLOCKS_A_PAGE + 1)).all()
    page = cut(found, BLOCKS_A_PAGE)
    return Page(tuple(_kept(block) for block in page.items), page.has_more)


def are_visitors_kept_out(viewer: Viewer) -> bool:
    """Whether a viewer hides from visitors what they write under their present name."""
    kept_out = exists().where(VisitorsKeptOut.persona_id == viewer.persona_id)
    return viewer.persona_id is not None and bool(db.session.scalar(select(kept_out)))


def name_digest(persona: Persona) -> str:
    """What tells whether somebody still goes by the name under which they were blocked."""
    return digest_of(persona.pen_name_key)


def digest_of(pen_name_key: str) -> str:
    """The same of a name alone."""
    return keys.digest(NAME, pen_name_key)


def blocks_account_of(persona_id: Any, account_id: Any) -> ColumnElement[bool]:
    """Whether an account blocks the account behind a pen name, whichever of its names was chosen."""
    return exists().where(
        _theirs.id == persona_id,
        _chosen.account_id == _theirs.account_id,
        Block.persona_id == _chosen.id,
        Block.account_id == account_id,
        Block.kind == BlockKind.BLOCK,
    )


def _kept(block: Block) -> Kept:
    persona = block.persona
    is_known = persona.account_id is not None and block.name_digest == name_digest(persona)
    return Kept(block.public_id, BlockKind(block.kind), persona.pen_name if is_known else None)


@cache
def _between() -> CompoundSelect[Any]:
    """Which of `personas` an account keeps away, as it chose them; and whose accounts block it."""
    personas: BindParameter[Any] = bindparam("personas", expanding=True)
    by_viewer = (
        select(Block.persona_id, Block.kind)
        .join(Persona, Persona.id == Block.persona_id)
        .where(Block.account_id == bindparam("account"), Block.persona_id.in_(personas))
        .where(Persona.account_id.is_not(None))  # of somebody who left, nothing is said
    )
    against = select(Persona.id, literal(CLOSED, String)).where(
        Persona.id.in_(personas), _blocks_viewer(Persona.account_id)
    )
    return union_all(by_viewer, against)


@cache
def _closed_above() -> Select[bool, bool]:
    """Whether the author of `post` blocks an account, or one of those who wrote at `paths`."""
    author, writer = aliased(Persona), aliased(Persona)
    above = exists().where(
        Reply.post_id == bindparam("post"),
        Reply.path.in_(bindparam("paths", expanding=True)),
        Reply.visibility == Visibility.PUBLISHED,  # a tombstone says not whose it was
        writer.id == Reply.persona_id,
        _blocks_viewer(writer.account_id),
    )
    by_author = exists().where(author.id == bindparam("author"), _blocks_viewer(author.account_id))
    return select(by_author.label("by_author"), above.label("above"))


def _blocks_viewer(account_id: Any) -> ColumnElement[bool]:
    """Whether an account blocks any pen name of the account `account`."""
    mine = aliased(Persona)
    return exists().where(
        mine.account_id == bindparam("account"),
        Block.persona_id == mine.id,
        Block.account_id == account_id,
        Block.kind == BlockKind.BLOCK,
    )
