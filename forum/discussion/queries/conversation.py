"""One page of a conversation by range scans: its work depends on what it shows, not on what there is."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from forum.access import AccessRefused, Hidden, Viewer
from forum.accounts.models import Persona
from forum.discussion import placement, tree
from forum.discussion.models import Post, Reply, Visibility
from forum.discussion.models.line import ReplyLine
from forum.discussion.policy import PIECE_AUTHORS
from forum.discussion.queries import lines
from forum.lib.db import by_public_id, db

FIRST_PAGE = 200  # most conversations whole; about 16 kB, compressed
LATER_PAGES = 400  # 5,000 replies in 13 requests
MOST_CONTEXT = 10


@dataclass(frozen=True)
class Where:
    """Which part of a conversation somebody asks for."""

    view: str | None = None  # the reply whose branch is wanted
    context: int = 0  # how many of its ancestors to show above
    after: str | None = None  # the last reply of the page before
    newest: bool = False  # the newest branches first


@dataclass(frozen=True)
class ConversationPage:
    """Replies in reading order, with what is needed to draw them."""

    rows: tuple[ReplyLine, ...]
    tree: tree.Tree
    parents: dict[int, tuple[str, str | None]]  # public id and pen name (None: gone) of each parent
    view: Reply | None
    next_after: str | None
    cut_branch: str | None  # the deepest branch that goes on upon the next page

    @property
    def base(self) -> int:
        """The depth at which its list begins: the least of its rows' where one branch was asked for."""
        if self.view is None:
            return 0
        # A page that continues a branch may begin deeper than it ends.
        return min((row.depth for row in self.rows), default=0)


def conversation_page(viewer: Viewer, post: Post, where: Where) -> ConversationPage:
    """The part of a piece's conversation that is asked for; raises AccessRefused for unknown ids.

    The caller has asked whether the viewer may open the piece.
    """
    view = _reply_of(post, where.view) if where.view else None
    after = _reply_of(post, where.after) if where.after else None
    size = LATER_PAGES if after is not None else FIRST_PAGE
    found = _scan(post, view, after, where.newest, size + 1)
    above = _ancestors(post, view, where.context) if view is not None and after is None else []
    shown = [*above, *found[:size]]
    rest = found[size] if len(found) > size else None
    waiting = _own_waiting(viewer, post)
    rows = tree.add_waiting(shown, waiting, at_end=after is None and view is None)
    grown = tree.grow(rows)
    # In reading order what comes next answers something on this page or on an earlier one.
    cut = rest.parent_id if rest is not None else None
    parents = _parents(rows, grown.absent_parents if cut is None else grown.absent_parents | {cut})
    return ConversationPage(
        rows=tuple(rows),
        tree=grown,
        parents=parents,
        view=view,
        next_after=shown[-1].public_id if rest is not None else None,
        cut_branch=parents[cut][0] if cut is not None else None,
    )


def find_reply(viewer: Viewer, public_id: str) -> Reply:
    """A reply in a conversation that the viewer may open, tombstones included; raises AccessRefused."""
    reply = by_public_id(Reply, public_id)
    if reply is None:
        raise AccessRefused(Hidden())
    own = viewer.persona_id is not None and viewer.persona_id == reply.persona_id
    if reply.path is None and not own and not viewer.is_moderator and not _is_theirs(viewer, reply):
        raise AccessRefused(Hidden())
    return reply


def is_on_first_page(reply: Reply) -> bool:
    """Whether a reply stands on its piece's first page; looks at no more than that page."""
    path = reply.path
    if path is None:
        parent = reply.parent
        if parent is None or parent.path is None:
            return True
        path = placement.end_of_branch(parent.path)
    last = db.session.scalar(
        select(Reply.path)
        .where(Reply.post_id == reply.post_id, Reply.path.is_not(None))
        .order_by(Reply.path)
        .offset(FIRST_PAGE - 1)
        .limit(1)
    )
    return last is None or path <= last


def _scan(
    post: Post, view: Reply | None, after: Reply | None, newest: bool, most: int
) -> Sequence[ReplyLine]:
    values: dict[str, object] = {"most": most}
    if view is not None and view.path is not None:
        values |= {"start": view.path, "end": placement.end_of_branch(view.path)}
    if after is not None:
        values |= {"after": after.path, "rank": after.branch_rank} if newest else {"after": after.path}
    query = lines.scan(branch="start" in values, newest=newest, further=after is not None)
    return lines.read(query, post, values)


def _is_theirs(viewer: Viewer, reply: Reply) -> bool:
    """Whether the viewer wrote the piece, and decides whether the reply is shown."""
    return reply.visibility in PIECE_AUTHORS and viewer.persona_id == reply.post.persona_id


def _reply_of(post: Post, public_id: str) -> Reply:
    """A reply that has a place in this conversation."""
    reply = by_public_id(Reply, public_id)
    if reply is not None and reply.post_id == post.id and reply.path is not None:
        return reply
    raise AccessRefused(Hidden())


def _ancestors(post: Post, view: Reply, context: int) -> Sequence[ReplyLine]:
    if view.path is None or context < 1:
        return []
    paths = placement.ancestors(view.path)[-min(context, MOST_CONTEXT) :]
    return lines.read(lines.at_paths(), post, {"paths": paths})


def _own_waiting(viewer: Viewer, post: Post) -> Sequence[ReplyLine]:
    if viewer.persona_id is None:
        return []
    kept_back = lines.read(lines.waiting(), post, {"persona": viewer.persona_id, "most": FIRST_PAGE})
    return [line for line in kept_back if line.path is None]


def _parents(rows: Sequence[ReplyLine], absent: frozenset[int]) -> dict[int, tuple[str, str | None]]:
    parents = {row.id: (row.public_id, row.pen_name if row.is_published else None) for row in rows}
    absent = absent.difference(parents)
    if absent:
        query = select(Reply.id, Reply.public_id, Reply.visibility, Persona.pen_name)
        query = query.join(Persona, Persona.id == Reply.persona_id).where(Reply.id.in_(absent))
        for reply_id, public_id, visibility, pen_name in db.session.execute(query):
            parents[reply_id] = (public_id, pen_name if visibility == Visibility.PUBLISHED else None)
    return parents
