"""Start a piece in a space."""

from datetime import timedelta

from forum.access import Viewer, require
from forum.discussion import policy
from forum.discussion.actions._submission import Pace, prepare, submit
from forum.discussion.composing import PostDraft
from forum.discussion.models import Post, Space
from forum.lib.db import writing

# Somebody who moves in brings their drawer of essays along; whoever pours in more drowns out the others.
PACE = Pace(most=20, window=timedelta(days=1), refusal="too_many_pieces")


def start_post(viewer: Viewer, space: Space, draft: PostDraft) -> Post:
    """Publish a piece, or hold it for a moderator; sent twice, it is there once."""
    require(policy.can_start_post(viewer, space))
    require(policy.can_ask_for_age(viewer, draft.age_min))
    space_id = space.id
    ready = prepare(f"space {space_id}", draft)
    with writing():
        return submit(
            viewer,
            Post(space_id=space_id),
            ready,
            PACE,
            ask=lambda: require(policy.can_start_post(viewer, space)),
        )
