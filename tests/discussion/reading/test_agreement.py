"""The two faces of each permission agree: the policy for one thing, the query for all of them."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.access import AgeLevel, Allowed, Viewer
from forum.discussion import policy
from forum.discussion.models import Audience, Post, Reply, Visibility
from forum.discussion.queries import readable
from forum.lib import clock, throttle
from forum.lib.db import db
from tests.cast import Cast, assemble
from tests.stories import a_post, a_reply, a_space


@pytest.fixture
def whole_world(app: Flask, db_session: Session) -> Cast:
    """Pieces and replies in every state, for every audience, at every age level, by three people."""
    cast = assemble(app)
    for level in AgeLevel:
        space = a_space(f"level-{int(level)}", level)
        writers = (cast.ada.viewer, cast.mira.viewer)
        for number, (state, audience, author) in enumerate(product(Visibility, Audience, writers)):
            grown_up = replace(author, age_level=AgeLevel.VERIFIED)
            post = a_post(grown_up, space, title=f"{state} {audience} {number}", audience=audience)
            reply = a_reply(replace(cast.root.viewer, age_level=AgeLevel.VERIFIED), post, body=f"{number}")
            for writer in (author, cast.root.viewer):  # nobody writes so fast in earnest
                throttle.forget("new post", str(writer.account_id))
                throttle.forget("new reply", str(writer.account_id))
            _put_into(post, state)
            _put_into(reply, list(Visibility)[number % len(Visibility)])
    db.session.flush()
    return cast


def _put_into(text: Post | Reply, state: Visibility) -> None:
    text.visibility = state
    if state == Visibility.HELD:
        text.published_at = None
    elif text.published_at is None:
        text.published_at = clock.now()


def _viewers(cast: Cast) -> list[Viewer]:
    return [replace(viewer, age_level=level) for viewer in cast.viewers for level in AgeLevel]


def test_what_a_policy_allows_is_what_the_query_finds(whole_world: Cast) -> None:
    posts = db.session.scalars(select(Post)).all()
    replies = db.session.scalars(select(Reply)).all()
    assert len(posts) > 50
    for viewer in _viewers(whole_world):
        read = {post.id for post in posts if policy.can_read_post(viewer, post) == Allowed()}
        opened = {post.id for post in posts if policy.can_open_post(viewer, post) == Allowed()}
        answers = {reply.id for reply in replies if policy.can_read_reply(viewer, reply) == Allowed()}
        assert {post.id for post in db.session.scalars(readable.readable_posts(viewer))} == read, viewer
        assert {post.id for post in db.session.scalars(readable.openable_posts(viewer))} == opened, viewer
        found = {reply.id for reply in db.session.scalars(readable.readable_replies(viewer))}
        assert found == answers, viewer


def test_what_a_policy_allows_of_spaces_is_what_the_query_finds(whole_world: Cast) -> None:
    spaces = db.session.scalars(
        readable.readable_spaces(replace(whole_world.guest, age_level=AgeLevel.VERIFIED))
    )
    every = list(spaces)
    assert len(every) == len(AgeLevel)
    for viewer in _viewers(whole_world):
        allowed = {space.id for space in every if policy.can_read_space(viewer, space) == Allowed()}
        assert {space.id for space in db.session.scalars(readable.readable_spaces(viewer))} == allowed


def test_the_world_of_this_test_tells_people_apart(whole_world: Cast) -> None:
    """Guards the test itself: a member sees more than a guest, an author more, a moderator most."""

    def count(viewer: Viewer) -> int:
        grown_up = replace(viewer, age_level=AgeLevel.VERIFIED)
        return len(db.session.scalars(readable.readable_posts(grown_up)).all())

    guest, tim, ada, otto = (
        count(viewer)
        for viewer in (
            whole_world.guest,
            whole_world.tim.viewer,
            whole_world.ada.viewer,
            whole_world.otto.viewer,
        )
    )
    assert 0 < guest < tim < ada < otto
