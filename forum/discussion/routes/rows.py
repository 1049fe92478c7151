"""What the templates show of pieces and replies: words and addresses, nothing the reader may not know."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from forum import markup
from forum.access import Allowed, Viewer
from forum.discussion import policy
from forum.discussion.models import MAX_DEPTH, Post, Reply, Visibility
from forum.discussion.queries.conversation import ConversationPage
from forum.lib import clock
from forum.web.templating import coarse_time, exact_time

NO_WORDS = markup.render("").html


@dataclass(frozen=True, slots=True)
class PieceRow:
    """One piece in a list; components/pieces.html says what each attribute is for."""

    url: str
    title: str
    author: str
    author_url: str
    seed: str
    space: str | None
    space_url: str
    when: str
    when_machine: str
    notes: str
    excerpt: str
    replies: int
    takes_replies: bool
    state_note: str | None


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One reply in a conversation; components/thread.html says what each attribute is for."""

    id: str
    parent_id: str
    parent_name: str | None
    depth: int
    number: int | None
    author: str | None
    author_url: str | None
    seed: str | None
    is_author: bool
    when: str
    when_machine: str
    when_exact: str | None
    edited: str | None
    html: Markup
    state: str
    state_note: str | None
    link: str
    below: int = 0
    more_url: str | None = None
    reply_url: str | None = None
    edit_url: str | None = None
    withdraw_url: str | None = None
    flag_url: str | None = None
    is_new: bool = False
    below_new: int = 0
    more: int = 0
    is_marked: bool = False


def person_url(pen_name: str) -> str:
    """The address of a pen name's page; `url_for` would cost ten times as much, and there are hundreds."""
    return f"/u/{quote(pen_name, safe='')}"


def piece_rows(posts: Iterable[Post], *, with_space: bool = True) -> list[PieceRow]:
    """Pieces for a list."""
    return [
        PieceRow(
            url=url_for("discussion.post", public_id=post.public_id),
            title=post.title,
            author=post.persona.pen_name,
            author_url=person_url(post.persona.pen_name),
            seed=post.persona.identicon_seed,
            space=post.space.name if with_space else None,
            space_url=url_for("discussion.space", slug=post.space.slug),
            when=coarse_time(post.published_at or post.created_at),
            when_machine=_coarse_machine(post.published_at or post.created_at),
            notes=post.content_notes,
            excerpt=post.excerpt,
            replies=post.reply_count,
            takes_replies=post.is_published and post.takes_replies,
            state_note=state_note(post.visibility, own=True),
        )
        for post in posts
    ]


def reply_rows(viewer: Viewer, post: Post, page: ConversationPage, more_url: str | None) -> list[ReplyRow]:
    """A page of a conversation for the thread; `more_url` continues the branch that the page cuts."""
    now = clock.now()
    takes_replies = isinstance(policy.can_reply(viewer, post), Allowed) or not viewer.is_signed_in
    # One's own waiting replies at top level come after the end of the branch that the page cuts.
    last = next((reply for reply in reversed(page.rows) if reply.path is not None or reply.depth), None)
    rows = []
    for reply in page.rows:
        parent = page.parents.get(reply.parent_id) if reply.parent_id is not None else None
        rows.append(
            reply_row(
                viewer,
                post,
                reply,
                parent=parent,
                below=page.tree.beneath[reply.id],
                now=now,
                takes_replies=takes_replies and post.takes_replies,
                more_url=more_url if reply is last else None,
            )
        )
    return rows


def reply_row(
    viewer: Viewer,
    post: Post,
    reply: Reply,
    *,
    now: datetime,
    parent: tuple[str, str | None] | None = None,
    below: int = 0,
    takes_replies: bool = False,
    more_url: str | None = None,
) -> ReplyRow:
    """One reply for the thread, or by itself; a tombstone has neither name nor words nor time."""
    own = viewer.persona_id is not None and viewer.persona_id == reply.persona_id
    shown = reply.is_published or (own and reply.visibility == Visibility.HELD)
    name = reply.persona.pen_name if shown else None
    when = reply.published_at or reply.created_at
    address = f"/r/{reply.public_id}"
    answerable = takes_replies and reply.is_published and reply.depth < MAX_DEPTH
    return ReplyRow(
        id=reply.public_id,
        parent_id=parent[0] if parent else "",
        parent_name=parent[1] if parent else None,
        depth=reply.depth,
        number=reply.ordinal if reply.depth == 0 else None,
        author=name,
        author_url=person_url(name) if name else None,
        seed=reply.persona.identicon_seed if shown else None,
        is_author=shown and post.is_published and reply.persona_id == post.persona_id,
        when=coarse_time(when) if shown else "",
        when_machine=_coarse_machine(when) if shown else "",
        when_exact=exact_time(when) if shown and (own or viewer.is_moderator) else None,
        edited=_("edited") if shown and reply.edited_at else None,
        html=reply.html if shown else NO_WORDS,
        state=reply.visibility if reply.visibility != Visibility.HIDDEN else Visibility.REMOVED,
        state_note=state_note(reply.visibility, own=own),
        below=below,
        more_url=more_url,
        reply_url=f"/p/{post.public_id}/replies/new?parent={reply.public_id}" if answerable else None,
        edit_url=f"{address}/edit"
        if own and isinstance(policy.can_edit(viewer, reply, now), Allowed)
        else None,
        withdraw_url=f"{address}/withdraw"
        if own and isinstance(policy.can_withdraw(viewer, reply), Allowed)
        else None,
        flag_url=f"/flag?on=reply:{reply.public_id}" if shown and not own else None,
        link=address,
    )


def state_note(visibility: str, *, own: bool) -> str | None:
    """The sentence that stands for, or above, a text that is not simply there."""
    if visibility == Visibility.HELD:
        return _("Waiting for a moderator. Only you can see it.") if own else _("Waiting for a moderator.")
    if visibility == Visibility.HIDDEN:
        return _("A moderator is looking at this.")
    if visibility == Visibility.REMOVED:
        return (
            _("Removed by a moderator. The reasons are in your notices.")
            if own
            else _("Removed by a moderator.")
        )
    if visibility == Visibility.WITHDRAWN:
        return _("Withdrawn by its author.")
    return None


def _coarse_machine(moment: datetime) -> str:
    """A day while days are shown, a month when the words say no more than that."""
    days = (clock.today() - moment.date()).days
    return moment.strftime("%Y-%m-%d" if days < 300 else "%Y-%m")
