"""Go on sitting before a conversation that one takes part in."""

from sqlalchemy import bindparam, update

from forum.access import Viewer, require
from forum.discussion import policy, sitting
from forum.discussion.models import Post, Visit
from forum.lib import clock
from forum.lib.db import db, writing


def stay(viewer: Viewer, post: Post) -> None:
    """Whoever replies has been there all the while: the marks stay, however long the writing took."""
    require(policy.can_keep_visits(viewer))
    now = clock.now()
    whose = {"account": viewer.account_id, "piece": post.id}
    times = {"since": now - sitting.LONGEST_WRITING, "until": sitting.until(now)}
    with writing():
        db.session.connection().execute(_STAY, whose | times)


# Done with every reply, so it is made once.
_STAY = (
    update(Visit)
    .where(Visit.account_id == bindparam("account"), Visit.post_id == bindparam("piece"))
    .where(Visit.sitting_until >= bindparam("since"))
    .values(sitting_until=bindparam("until"))
)
