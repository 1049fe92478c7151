"""Search finds what one may read and everybody sees: for everybody, whatever a text's state."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from forum.access import AgeLevel, Allowed, Viewer
from forum.discussion import policy
from forum.discussion.models import Audience, Post, Reply, Visibility
from forum.lib.db import db
from forum.search import asked
from forum.search.models import PostWords
from forum.search.queries import Kind, search
from forum.search.routes.rows import result_rows
from tests.cast import Cast
from tests.search.looking import find
from tests.stories import a_post, a_reply, a_space

IN_EVERY_PIECE = "words"


def _viewers(cast: Cast) -> list[Viewer]:
    return [replace(viewer, age_level=level) for viewer in cast.viewers for level in AgeLevel]


def test_search_finds_what_is_published_and_what_one_may_read(whole_world: Cast) -> None:
    posts = db.session.scalars(select(Post)).all()
    replies = db.session.scalars(select(Reply)).all()
    told_apart = set()
    for viewer in _viewers(whole_world):
        open_posts = {p for p in posts if p.is_published and policy.can_read_post(viewer, p) == Allowed()}
        open_replies = {
            r for r in replies if r.is_published and policy.can_read_reply(viewer, r) == Allowed()
        }
        assert set(find(viewer, IN_EVERY_PIECE)) == open_posts, viewer
        found = {reply for n in range(len(replies)) for reply in find(viewer, str(n), Kind.REPLIES)}
        assert found == open_replies, viewer
        told_apart.add((len(open_posts), len(open_replies)))
    assert len(told_apart) >= len(AgeLevel) + 1, "the world of this test tells nobody apart"


@pytest.mark.parametrize("state", [state for state in Visibility if state is not Visibility.PUBLISHED])
def test_not_even_moderators_and_authors_find_what_is_not_published(
    db_session: Session, cast: Cast, state: Visibility
) -> None:
    post = a_post(cast.ada.viewer, a_space(), body="Harbour.")
    post.visibility = state
    for viewer in cast.viewers:
        assert find(viewer, "harbour") == []
    db_session.add(PostWords(post_id=post.id, words=["harbour"]))  # nor where the index is wrong
    for viewer in cast.viewers:
        assert find(viewer, "harbour") == []


def test_a_reply_under_a_piece_that_went_is_found_without_its_title(
    app: Flask, db_session: Session, cast: Cast
) -> None:

    post = a_post(cast.ada.viewer, a_space(), title="Saltwater promises", body="Harbour.")
    reply = a_reply(cast.mira.viewer, post, body="A lantern.")
    post.visibility = Visibility.WITHDRAWN
    assert find(cast.tim.viewer, "saltwater") == []
    reader = replace(cast.tim.viewer, age_level=AgeLevel.DECLARED)
    assert find(reader, "lantern") == [reply]
    with app.test_request_context():
        words = asked.read("lantern")
        (row,) = result_rows(search(reader, words), words)
    assert row.title is None


def test_what_only_members_read_is_not_even_counted_for_visitors(db_session: Session, cast: Cast) -> None:
    space = a_space()
    for number in range(5):
        audience = Audience.MEMBERS if number else Audience.EVERYONE
        a_post(cast.ada.viewer, space, title=f"Lantern {number}", audience=audience)
    visitor = Viewer(age_level=AgeLevel.DECLARED)
    assert len(find(visitor, "lantern")) == 1
    assert len(find(replace(cast.bo.viewer, age_level=AgeLevel.DECLARED), "lantern")) == 5
