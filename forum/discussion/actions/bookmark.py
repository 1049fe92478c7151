"""Keep a text to find it again, or let it go."""

from sqlalchemy import select

from forum.access import AccessRefused, Refused, Viewer, require
from forum.accounts.models import Account
from forum.discussion import bookmarks, states
from forum.discussion.models import Bookmark, Post, Reply
from forum.discussion.queries import bookmarks as queries
from forum.lib.db import db, writing


@writing()
def bookmark(viewer: Viewer, text: Post | Reply) -> None:
    """Keep a piece or a reply; done twice it is there once, and nobody is told."""
    require(bookmarks.can_bookmark(viewer, text))
    # Of two clicks at once, the second finds what the first has made.
    own = select(Account.id).where(Account.id == viewer.account_id)
    db.session.execute(own.with_for_update(key_share=True)).one()
    if queries.bookmark_on(viewer, text) is not None:
        return
    if queries.count_bookmarks(viewer) >= bookmarks.MOST_BOOKMARKS:
        raise AccessRefused(Refused("too_many_bookmarks"))
    db.session.add(Bookmark(account_id=viewer.account_id, **states.about(text)))
    db.session.flush()


@writing()
def let_go(viewer: Viewer, kept: Bookmark) -> None:
    """Keep a text no longer."""
    require(bookmarks.can_let_go(viewer, kept))
    db.session.delete(kept)
    db.session.flush()
