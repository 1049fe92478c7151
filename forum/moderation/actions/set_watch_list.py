"""Set the phrases by which the queue is sorted; they never hold or block a text."""

from collections.abc import Iterable

from sqlalchemy import delete

from forum.access import Viewer, require
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation import rights
from forum.moderation.models import WatchPhrase
from forum.moderation.queries.watching import phrases
from forum.moderation.refusals import WatchListTooLong

LONGEST_PHRASE = 80  # the column
MOST_PHRASES = 200  # each is looked for in every text that comes before a moderator


@writing()
def set_watch_list(viewer: Viewer, wanted: Iterable[str]) -> None:
    """Watch these phrases and no others; cases that wait already keep their place."""
    require(rights.can_edit_watch_list(viewer))
    new = {" ".join(phrase.casefold().split()) for phrase in wanted} - {""}
    if len(new) > MOST_PHRASES or any(len(phrase) > LONGEST_PHRASE for phrase in new):
        raise WatchListTooLong
    old = set(phrases())
    db.session.execute(delete(WatchPhrase).where(WatchPhrase.phrase.in_(old - new)))
    db.session.add_all(WatchPhrase(phrase=phrase, added_on=clock.today()) for phrase in sorted(new - old))
    db.session.flush()
