"""Go on sitting before a conversation that one takes part in."""

from sqlalchemy import update

from forum.access import Viewer, require
from forum.discussion import policy, sitting
from forum.discussion.models import Post, Visit
from forum.lib import clock
from forum.lib.db import db, writing


def stay(viewer: Viewer, post: Post) -> None:
    """Whoever replies has been there all the while: the marks stay, however long the writing took."""
    require(policy.can_keep_visits(viewer))
    now = clock.now()
    own = (Visit.account_id == viewer.account_id, Visit.post_id == post.id)
    with writing():
        db.session.execute(
            update(Visit)
            .where(*own, Visit.sitting_until >= now - sitting.LONGEST_WRITING)
            .values(sitting_until=sitting.until(now))
            .execution_options(synchronize_session=False)
        )
