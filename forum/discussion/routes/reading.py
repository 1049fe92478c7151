"""Pages that are read: front page, space, piece with its conversation, permalink, person."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.access import Allowed, Viewer
from forum.accounts import names
from forum.discussion import policy
from forum.discussion import terms as terms_of_pieces
from forum.discussion.actions.note_visit import note_visit
from forum.discussion.models import Post, Reply
from forum.discussion.policy import PIECE_AUTHORS
from forum.discussion.queries import conversation, people, posts, visits, waiting
from forum.discussion.queries.conversation import ConversationPage, Where
from forum.discussion.queries.reach import reach_of
from forum.discussion.queries.terms import terms_of
from forum.discussion.reach import can_block
from forum.discussion.routes import drawing, rows
from forum.discussion.routes.marks import marks_of
from forum.discussion.routes.room import room
from forum.discussion.routes.terms import about_replies, asks, hints, tools
from forum.discussion.spaces import can_keep_spaces
from forum.discussion.terms import EVERYWHERE
from forum.lib import clock
from forum.web import current
from forum.web.doors import GATED, Access, Door
from forum.web.page_cache import keep_for_visitors

CONTEXT = 3  # how many replies above a linked one are shown with it


@room.get("/", door=GATED)
def front() -> str:
    """The newest pieces in the spaces one may read."""
    keep_for_visitors("page")
    viewer = current.viewer()
    page = posts.newest(viewer, after=request.args.get("page"))
    return render_template(
        "discussion/front.html",
        spaces=posts.spaces(viewer),
        may_keep_spaces=isinstance(can_keep_spaces(viewer), Allowed),
        pieces=drawing.draw_pieces(rows.piece_rows(page.items, visits.new_in(viewer, page.items))),
        next_url=_next("discussion.front", page.last),
    )


@room.get("/s/<slug>", door=Door(Access.GATED, open_if=posts.is_open_space))
def space(slug: str) -> str:
    """A space with its newest pieces."""
    keep_for_visitors("page")
    viewer = current.viewer()
    found = posts.find_space(viewer, slug)
    page = posts.newest(viewer, space=found, after=request.args.get("page"))
    return render_template(
        "discussion/space.html",
        space=found,
        may_start=posts.allowed_to_start(viewer, found),
        pieces=drawing.draw_pieces(
            rows.piece_rows(page.items, visits.new_in(viewer, page.items), with_space=False)
        ),
        next_url=_next("discussion.space", page.last, slug=slug),
    )


@room.get("/p/<id:public_id>", door=Door(Access.GATED, open_if=posts.is_open_post))
def post(public_id: str) -> str:
    """A piece with a page of the conversation beneath it."""
    viewer = current.viewer()
    found = posts.find_post(viewer, public_id)
    terms = terms_of(viewer, found)
    ends_at = terms.ends_at if terms is not None else None
    keep_for_visitors("view", "context", "page", "sort", piece_id=found.id, until=ends_at)
    where = _where()
    page = conversation.conversation_page(viewer, found, where)
    reach = reach_of(viewer, found, page.rows)
    terms = terms_of_pieces.barring(terms, reach.branches_closed(found, page.rows))
    memory = visits.memory_of(viewer, found)
    marks = marks_of(viewer, found, page, where, memory)
    answer = render_template(
        "discussion/post.html",
        post=found,
        shown=isinstance(policy.can_read_post(viewer, found), Allowed),
        state_note=rows.state_note(found.visibility, own=found.persona_id == viewer.persona_id),
        drawn=drawing.draw(
            rows.reply_rows(viewer, found, page, _branch_url(found, page), marks, terms, reach), page.base
        ),
        marks=marks,
        sequences=None if viewer.is_signed_in else " ".join(str(row.sequence) for row in page.rows),
        page=page,
        where=where,
        next_url=_conversation_url(found, where, page.next_after),
        author_url=rows.person_url(found.persona.pen_name),
        can_edit=isinstance(policy.can_edit(viewer, found, clock.now()), Allowed),
        can_withdraw=isinstance(policy.can_withdraw(viewer, found), Allowed),
        may_reply=isinstance(policy.can_reply(viewer, found, None, terms), Allowed),
        is_barred=terms is not None and terms.bars(EVERYWHERE),
        lock=terms.lock if terms is not None else None,
        asks=asks(found),
        about_replies=about_replies(found, terms),
        hints=hints(viewer, found),
        tools=tools(viewer, found, terms, with_count=not where.after and not where.view),
    )
    if memory is not None and _is_looked_at():
        note_visit(viewer, memory, [row.sequence for row in page.rows if row.sequence is not None])
    return answer


@room.get("/r/<id:public_id>", door=Door(Access.GATED, open_if=posts.is_open_reply))
def reply(public_id: str) -> ResponseReturnValue:
    """The permalink of a reply: on to its place in the conversation."""
    viewer = current.viewer()
    found = conversation.find_reply(viewer, public_id)
    piece = posts.find_post(viewer, found.post.public_id)
    if found.path is None and found.visibility in PIECE_AUTHORS and found.persona_id != viewer.persona_id:
        return redirect(
            url_for("discussion.waiting", public_id=piece.public_id, _anchor=f"r-{public_id}"), 303
        )
    values: dict[str, Any] = {"public_id": piece.public_id, "_anchor": f"r-{public_id}"}
    if not conversation.is_on_first_page(found):
        placed = found if found.path is not None else found.parent
        if placed is not None:
            values |= {"view": placed.public_id, "context": CONTEXT}
    return redirect(url_for("discussion.post", **values), 303)


@room.get("/u/<pen_name>", door=GATED)
def person(pen_name: str) -> str:
    """A pen name's pieces and replies that one may read."""
    keep_for_visitors("page", "replies")
    if names.pen_name_key(pen_name) == names.NOBODY:
        return render_template("discussion/nobody.html")
    viewer = current.viewer()
    found = people.find_persona(pen_name)
    pieces = posts.newest(viewer, persona_id=found.id, after=request.args.get("page"))
    replies = people.replies_by(viewer, found, after=request.args.get("replies"))
    own = found.id == viewer.persona_id
    name = found.pen_name
    return render_template(
        "discussion/person.html",
        person=found,
        own=own,
        may_block=isinstance(can_block(viewer, found), Allowed),
        may_take_up=viewer.is_moderator and not own,
        waiting=drawing.draw_pieces(rows.piece_rows(posts.waiting_posts(viewer) if own else []), level=3),
        waiting_replies=_with_rows(viewer, waiting.own_replies(viewer)) if own else [],
        pieces=drawing.draw_pieces(rows.piece_rows(pieces.items), level=3),
        replies=_with_rows(viewer, replies.items),
        next_pieces=_next("discussion.person", pieces.last, pen_name=name),
        next_replies=url_for("discussion.person", pen_name=name, replies=replies.last.public_id)
        if replies.last
        else None,
    )


def _with_rows(viewer: Viewer, replies: Iterable[Reply]) -> list[tuple[Reply, rows.ReplyRow]]:
    """Replies by one person, each with what is drawn of it."""
    return [(item, rows.reply_row(viewer, item)) for item in replies]


def _is_looked_at() -> bool:
    """Whether somebody is about to see the page: it may be HEAD, or fetched on the off-chance."""
    return request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")


def _where() -> Where:
    context = request.args.get("context", "")
    return Where(
        view=request.args.get("view") or None,
        context=min(int(context), conversation.MOST_CONTEXT)
        if context.isascii() and context.isdigit() and len(context) < 4
        else 0,
        after=request.args.get("page") or None,
        newest=request.args.get("sort") == "newest",
    )


def _next(endpoint: str, last: Post | None, **values: Any) -> str | None:
    return url_for(endpoint, page=last.public_id, **values) if last else None


def _conversation_url(post: Post, where: Where, after: str | None) -> str | None:
    if after is None:
        return None
    sort = "newest" if where.newest else None
    return url_for(
        "discussion.post", public_id=post.public_id, page=after, view=where.view, sort=sort, _anchor="replies"
    )


def _branch_url(post: Post, page: ConversationPage) -> str | None:
    if page.cut_branch is None:
        return None
    return url_for(
        "discussion.post",
        public_id=post.public_id,
        view=page.cut_branch,
        page=page.next_after,
        _anchor="replies",
    )
