"""Reply to a piece or to one of its replies."""

from datetime import timedelta

from sqlalchemy.orm.attributes import set_committed_value

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion import policy, states, visibility
from forum.discussion.actions._submission import Pace, prepare, submit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Post, Reply
from forum.discussion.queries.terms import may_reply, terms_of
from forum.lib.db import writing

# Two a minute for an hour: an author who answers everybody in one evening, but no flood.
PACE = Pace(most=120, window=timedelta(hours=1), refusal="too_many_replies")


def reply(viewer: Viewer, post: Post, parent: Reply | None, source: str) -> Reply:
    """Publish a reply, or hold it for a moderator; sent twice, it is there once."""
    require(policy.can_reply(viewer, post, parent, terms_of(viewer, post)))  # of blocks it is asked below
    if parent is not None and parent.post_id != post.id:
        raise AccessRefused(Hidden())
    post_id, parent_id = post.id, parent.id if parent else None
    depth = parent.depth + 1 if parent else 0
    ready = prepare(f"post {post_id} reply {parent_id or 0}", ReplyDraft(source))

    def ask() -> None:
        visibility.lock_conversation(post_id, parent_id)
        require(may_reply(viewer, post, parent))  # a moderator or the author may have been faster
        states.lift_ended_locks(post)

    with writing():
        text = Reply(post_id=post_id, parent_id=parent_id, depth=depth)
        set_committed_value(text, "post", post)  # they need not be looked up again
        set_committed_value(text, "parent", parent)
        return submit(viewer, text, ready, PACE, ask)
