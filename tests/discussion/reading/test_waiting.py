"""What waits for a moderator: its author finds it everywhere they would look, and nobody else does."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.discussion.models import RepliesWanted
from forum.discussion.queries.conversation import FIRST_PAGE
from forum.discussion.queries.posts import find_space
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.discussion.reading.test_conversation_pages import _next, _replies_on
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space, many_replies

WORDS = "I have never said this aloud."


@pytest.fixture
def long_conversation(app: Flask, cast: Cast) -> tuple[str, str]:
    """A piece whose replies fill more than a page, and the newcomer's waiting one beneath it."""
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        many_replies(post, cast.mira.persona_id, [None, *[0] * FIRST_PAGE, None])
        waiting = a_reply(cast.nell.viewer, post, body=WORDS)
        db.session.commit()
        return post.public_id, waiting.public_id


def test_its_author_finds_it_where_its_address_leads(
    cast: Cast, new_visitor: Callable[[], Visitor], long_conversation: tuple[str, str]
) -> None:
    post_id, waiting_id = long_conversation
    nell = new_visitor().sign_in(cast.nell)
    location = nell.get(f"/r/{waiting_id}").location
    assert location == f"/p/{post_id}#r-{waiting_id}"
    first = nell.get(location).text
    assert _replies_on(first)[-1] == waiting_id
    assert first.index("data-more=") < first.index(f'id="r-{waiting_id}"'), "the cut branch goes on, too"
    assert waiting_id not in _replies_on(nell.get(_next(first) or "").text)
    assert WORDS in nell.get(f"/u/{cast.nell.pen_name}").text


def test_nobody_else_finds_it(
    cast: Cast, new_visitor: Callable[[], Visitor], long_conversation: tuple[str, str]
) -> None:
    post_id, waiting_id = long_conversation
    for other in (new_visitor().pass_gate(), new_visitor().sign_in(cast.ada)):
        for address in (f"/p/{post_id}", f"/u/{cast.nell.pen_name}"):
            page = other.get(address).text
            assert WORDS not in page
            assert waiting_id not in page
        assert other.get(f"/r/{waiting_id}").status_code == 404


def test_a_newcomer_is_told_before_they_write(
    cast: Cast, new_visitor: Callable[[], Visitor], long_conversation: tuple[str, str]
) -> None:
    post_id, _waiting_id = long_conversation
    said = "A moderator reads your first two texts before anybody else sees them."
    assert said in new_visitor().sign_in(cast.nell).get(f"/p/{post_id}").text
    assert said not in new_visitor().sign_in(cast.ada).get(f"/p/{post_id}").text


def test_a_piece_without_replies_asks_for_them_only_where_they_can_be_sent(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    with app.app_context(), writing():
        space = a_space()
        closed = a_post(cast.ada.viewer, space, title="Read it and be", replies_wanted=RepliesWanted.NONE)
        held = a_post(cast.nell.viewer, space, title="My first")
        db.session.commit()
        addresses = [f"/p/{closed.public_id}", f"/p/{held.public_id}", f"/s/{space.slug}"]
    nell = new_visitor().sign_in(cast.nell)
    assert all("No replies yet" not in nell.get(address).text for address in addresses)
    assert "No replies yet" not in nell.get(f"/u/{cast.nell.pen_name}").text
    with app.app_context(), writing():
        open_one = a_post(cast.ada.viewer, find_space(cast.ada.viewer, "essays"), title="Say something")
        db.session.commit()
        addresses = [f"/p/{open_one.public_id}", addresses[-1]]
    assert all("No replies yet" in nell.get(address).text for address in addresses)
