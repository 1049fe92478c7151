"""Read the words of texts that are new or changed into the index."""

from sqlalchemy import bindparam, select, update

from forum.access import Viewer, require
from forum.discussion.models import Post, Reply
from forum.lib.db import db, writing
from forum.search import policy
from forum.search.models import PostWords, ReplyWords
from forum.search.shown import words_of_post, words_of_reply

AT_ONCE = 300  # texts; about 50 ms, for which writers wait on SQLite


@writing()
def catch_up(viewer: Viewer, most: int = AT_ONCE) -> int:
    """Read the words of at most so many waiting texts, the newest first; returns how many it read.

    Whoever changes a text meanwhile waits for its row of words, and then has it wait anew; a row that
    somebody is changing just now is left for the next time.
    """
    require(policy.can_search(viewer))
    pieces = _read_pieces(most)
    return pieces + _read_replies(most - pieces)


def _read_pieces(most: int) -> int:
    waiting = select(PostWords.post_id).where(PostWords.words.is_(None)).order_by(PostWords.post_id.desc())
    ids = db.session.scalars(waiting.limit(most).with_for_update(skip_locked=True)).all()
    rows = db.session.execute(select(Post.id, Post.title, Post.html).where(Post.id.in_(ids))) if ids else ()
    found = []
    for post_id, title, html in rows:
        in_title, in_all = words_of_post(title, html)
        found.append({"of": post_id, "in_title": in_title, "in_all": in_all})
    if found:
        query = update(PostWords).where(PostWords.post_id == bindparam("of"))
        query = query.values(title=bindparam("in_title"), words=bindparam("in_all"))
        db.session.connection().execute(query, found)
    return len(found)


def _read_replies(most: int) -> int:
    waiting = select(ReplyWords.reply_id).where(ReplyWords.words.is_(None))
    waiting = waiting.order_by(ReplyWords.reply_id.desc()).limit(most).with_for_update(skip_locked=True)
    ids = db.session.scalars(waiting).all() if most > 0 else ()
    rows = db.session.execute(select(Reply.id, Reply.html).where(Reply.id.in_(ids))) if ids else ()
    found = [{"of": reply_id, "in_all": words_of_reply(html)} for reply_id, html in rows]
    if found:
        query = update(ReplyWords).where(ReplyWords.reply_id == bindparam("of"))
        db.session.connection().execute(query.values(words=bindparam("in_all")), found)
    return len(found)
