"""Replies are numbered in the order in which they were first shown, whatever becomes of them later."""

import flask_migrate
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.models import Post, Reply
from forum.lib.db import db, writing
from tests.cast import Cast, assemble
from tests.house.test_migrations import empty_app
from tests.stories import a_post, a_reply, a_space

__all__ = ["empty_app"]


def _sequences(post: Post) -> list[tuple[int, int | None]]:
    rows = db.session.execute(select(Reply.id, Reply.sequence).where(Reply.post_id == post.id))
    return sorted((row.id, row.sequence) for row in rows)


def test_a_held_reply_is_numbered_when_it_is_shown(db_session: Session, cast: Cast) -> None:
    post = a_post(cast.ada.viewer, a_space())
    first = a_reply(cast.ada.viewer, post)
    held = a_reply(cast.nell.viewer, post)
    nested = a_reply(cast.otto.viewer, post, first)
    assert [first.sequence, held.sequence, nested.sequence] == [1, None, 2]
    publish(cast.mira.viewer, held)
    db.session.refresh(post)
    assert (held.sequence, post.last_sequence) == (3, 3)


def test_removing_leaves_the_numbers_alone(db_session: Session, cast: Cast) -> None:
    post = a_post(cast.ada.viewer, a_space())
    replies = [a_reply(cast.otto.viewer, post, body=f"Words {n}.") for n in range(3)]
    remove(cast.mira.viewer, replies[1], rule_number=None)
    db.session.refresh(post)
    assert [reply.sequence for reply in replies] == [1, 2, 3]
    assert post.last_sequence == 3
    assert a_reply(cast.ada.viewer, post, body="More.").sequence == 4


def test_an_older_database_gets_its_numbers_by_upgrading(empty_app: Flask) -> None:
    flask_migrate.upgrade()
    cast = assemble(empty_app)
    with writing():
        post = a_post(cast.ada.viewer, a_space())
        first = a_reply(cast.ada.viewer, post)
        a_reply(cast.nell.viewer, post)
        a_reply(cast.otto.viewer, post, first)
        before = _sequences(post)
        post_id = post.id
        db.session.commit()
    db.session.remove()
    flask_migrate.downgrade(revision="0002")
    flask_migrate.upgrade()
    post = db.session.get_one(Post, post_id)
    assert _sequences(post) == before
    assert [sequence for _id, sequence in before] == [1, None, 2]
    assert post.last_sequence == 2
    db.session.remove()  # before the engine goes
