"""Reply to a piece or to one of its replies."""

from datetime import timedelta

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion import policy
from forum.discussion.actions._submission import Pace, submit
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Post, Reply

# Two a minute for an hour: an author who answers everybody in one evening, but no flood.
PACE = Pace(most=120, window=timedelta(hours=1), refusal="too_many_replies")


def reply(viewer: Viewer, post: Post, parent: Reply | None, source: str) -> Reply:
    """Publish a reply, or hold it for a moderator; sent twice, it is there once."""
    require(policy.can_reply(viewer, post, parent))
    if parent is not None and parent.post_id != post.id:
        raise AccessRefused(Hidden())
    text = Reply(
        post_id=post.id,
        parent_id=parent.id if parent else None,
        depth=parent.depth + 1 if parent else 0,
    )
    place = f"post {post.id} reply {parent.id if parent else 0}"
    return submit(viewer, text, place, ReplyDraft(source), PACE)
