"""What is marked as new on a page of a conversation, and how one steps from one new reply to the next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.access import Viewer
from forum.discussion.models import Post
from forum.discussion.queries import news
from forum.discussion.queries.conversation import ConversationPage, Where
from forum.discussion.queries.visits import Count, Memory


class Steps(NamedTuple):
    """The addresses of the new replies before and after one, where there are any."""

    before: str | None
    after: str | None


NO_STEPS = Steps(None, None)


@dataclass(frozen=True)
class Marks:
    """The new replies of a page by their ids, each with its steps; how many in all, and the first."""

    steps: Mapping[int, Steps] = field(default_factory=dict)
    words: str | None = None
    first_url: str | None = None


NO_MARKS = Marks()


def marks_of(
    viewer: Viewer, post: Post, page: ConversationPage, where: Where, memory: Memory | None
) -> Marks:
    """What is new to a viewer on a page; the rest of the conversation is asked only where there is one."""
    if memory is None or post.last_sequence <= memory.sitting.old.through:
        return NO_MARKS
    new = [
        row
        for row in page.rows
        if row.sequence is not None
        and row.is_published
        and row.persona_id != viewer.persona_id
        and memory.sitting.is_new(row.sequence)
    ]
    count, elsewhere = Count(len(new)), []
    if where.after or page.view or page.next_after:
        found = news.new_replies(viewer, post, memory.sitting.old)
        here = {row.public_id for row in new}
        count, elsewhere = news.count_of(found), [reply for reply in found if reply.public_id not in here]
    if not count.number:
        return NO_MARKS
    unread = f"/p/{post.public_id}/unread"
    before, after = None, None
    if new and not where.newest:
        first, last = new[0].path or b"", new[-1].path or b""
        if any(reply.path < first for reply in elsewhere):
            before = f"{unread}?before={new[0].public_id}"
        if any(reply.path > last for reply in elsewhere) or (count.is_more and page.next_after):
            after = f"{unread}?after={new[-1].public_id}"
    addresses = [before, *(f"#r-{row.public_id}" for row in new), after]
    steps = {row.id: Steps(addresses[index], addresses[index + 2]) for index, row in enumerate(new)}
    return Marks(steps, words_of(count), addresses[1] if new and not before else unread)


def words_of(count: Count) -> str:
    """How many are new since the viewer was here."""
    if count.is_more:
        return _("More than %(num)d new since you were here", num=count.number)
    return ngettext("%(num)d new since you were here", "%(num)d new since you were here", count.number)
