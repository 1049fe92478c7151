"""The address of a further page names a text, and must not tell what becomes of texts one may not open."""

from collections.abc import Callable

import pytest
from flask import Flask

from forum.access import AgeLevel
from forum.discussion.models import Audience, Post, Reply
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space

INVENTED = "23456789abc"


@pytest.fixture
def ids(app: Flask, cast: Cast) -> dict[str, str]:
    """Texts by what bars somebody from them."""
    with app.app_context(), writing():
        a_space("open", AgeLevel.NONE)
        gated = a_post(cast.ada.viewer, a_space("gated"))
        for_members = a_post(cast.ada.viewer, gated.space, "To members", audience=Audience.MEMBERS)
        held = a_reply(cast.nell.viewer, gated)
        texts: dict[str, Post | Reply] = {"gated": gated, "members": for_members, "held": held}
        texts["reply to members"] = a_reply(cast.ada.viewer, for_members)
        db.session.commit()
        return {name: text.public_id for name, text in texts.items()}


def test_a_page_of_an_open_space_tells_nothing_of_gated_pieces(client: Visitor, ids: dict[str, str]) -> None:
    invented = client.get(f"/s/open?page={INVENTED}")
    assert invented.status_code == 404
    for name in ("gated", "members"):
        answer = client.get(f"/s/open?page={ids[name]}")
        assert (answer.status_code, answer.text) == (invented.status_code, invented.text)


def test_a_persons_page_tells_nothing_of_conversations_one_may_not_open(
    client: Visitor, ids: dict[str, str]
) -> None:
    client.pass_gate()
    for public_id in (INVENTED, ids["reply to members"], ids["held"]):
        assert client.get(f"/u/Ada?replies={public_id}").status_code == 404


def test_a_waiting_reply_begins_no_page(
    cast: Cast, new_visitor: Callable[[], Visitor], ids: dict[str, str]
) -> None:
    for person in (cast.nell, cast.mira):
        assert new_visitor().sign_in(person).get(f"/u/Nell?replies={ids['held']}").status_code == 404
