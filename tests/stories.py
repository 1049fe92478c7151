"""What happened before a test begins: spaces, pieces and replies, written through the real verbs."""

from collections.abc import Sequence

from sqlalchemy import insert, update

from forum.access import AgeLevel, Viewer
from forum.discussion import placement
from forum.discussion.actions.reply import reply as write_reply
from forum.discussion.actions.start_post import start_post
from forum.discussion.composing import PostDraft
from forum.discussion.models import Post, Reply, Space, Visibility
from forum.lib import clock, keys
from forum.lib.db import db
from forum.lib.ids import new_id
from forum.markup import render
from forum.notifications.models import MailAddress
from forum.notifications.queries.mail import PURPOSE


def a_space(slug: str = "essays", age_min: AgeLevel = AgeLevel.DECLARED) -> Space:
    """A space where members start pieces."""
    space = Space(
        slug=slug,
        name=slug.title(),
        description="A space of the tests.",
        rules_html=render("").html,
        age_min=age_min,
    )
    db.session.add(space)
    db.session.flush()
    return space


def a_post(
    author: Viewer, space: Space, title: str = "On listening", body: str = "Words.", **more: object
) -> Post:
    """A piece by an author."""
    return start_post(author, space, PostDraft(title=title, source=body, **more))  # type: ignore[arg-type]  # fields by name


def a_reply(author: Viewer, post: Post, parent: Reply | None = None, body: str = "Thank you.") -> Reply:
    """A reply to a piece, or to one of its replies."""
    db.session.refresh(post)
    return write_reply(author, post, parent, body)


def an_address(account_id: int, address: str = "somebody@example.net") -> MailAddress:
    """Where somebody hears by mail of their notices; it is confirmed."""
    kept = MailAddress(
        account_id=account_id,
        digest=keys.digest(PURPOSE, address),
        sealed=keys.seal_for(PURPOSE, account_id, address),
        confirmed_on=clock.today(),
    )
    db.session.add(kept)
    db.session.flush()
    return kept


def many_replies(post: Post, persona_id: int, parents: Sequence[int | None]) -> list[str]:
    """Fill a conversation quickly: reply n answers reply parents[n], or the piece; ids in reading order."""
    rendered = render("A few words.")
    now = clock.now()
    rows: list[dict[str, object]] = []
    below: dict[int | None, int] = {None: post.last_ordinal}
    for number, parent in enumerate(parents):
        ordinal = below[parent] = below.get(parent, 0) + 1
        above = rows[parent] if parent is not None else None
        path = placement.path_beneath(above["path"] if above else b"", ordinal)  # type: ignore[arg-type]  # bytes
        rows.append(
            {
                "public_id": new_id(),
                "post_id": post.id,
                "persona_id": persona_id,
                "path": path,
                "ordinal": ordinal,
                "sequence": post.last_sequence + number + 1,
                "branch_rank": above["branch_rank"] if above else -ordinal,
                "depth": above["depth"] + 1 if above else 0,  # type: ignore[operator]  # an int
                "last_ordinal": 0,
                "source": "A few words.",
                "html": rendered.html,
                "markup_version": rendered.version,
                "visibility": Visibility.PUBLISHED,
                "created_at": now,
                "published_at": now,
                "revision": 1,
                "number": number,
            }
        )
    for number, row in enumerate(rows):
        row["last_ordinal"] = below.get(number, 0)
    plain = [{key: value for key, value in row.items() if key != "number"} for row in rows]
    inserted = db.session.execute(insert(Reply).returning(Reply.id, sort_by_parameter_order=True), plain)
    ids = list(inserted.scalars())
    answers = [
        {"id": ids[number], "parent_id": ids[parent]}
        for number, parent in enumerate(parents)
        if parent is not None
    ]
    if answers:
        db.session.execute(update(Reply), answers)
    db.session.execute(
        update(Post)
        .where(Post.id == post.id)
        .values(
            reply_count=Post.reply_count + len(ids),
            last_ordinal=below[None],
            last_sequence=Post.last_sequence + len(ids),
        )
    )
    return [str(row["public_id"]) for row in sorted(rows, key=lambda row: row["path"])]  # type: ignore[arg-type, return-value]  # bytes
