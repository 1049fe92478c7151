"""Pages of visitors travel small; a page with a secret on it is never compressed."""

import gzip

from flask import Flask

from forum.lib.db import db, writing
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space, many_replies

GZIP = {"Accept-Encoding": "gzip"}


def test_a_visitor_gets_a_conversation_small(app: Flask, cast: Cast, client: Visitor) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        many_replies(post, cast.mira.persona_id, [None] * 200)
        address = f"/p/{post.public_id}"
        db.session.commit()
    client.pass_gate()
    plain, small = client.get(address), client.get(address, headers=GZIP)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < 40_000  # with styles and script below 60 kB for the first paint


def test_a_page_with_a_token_is_never_compressed(app: Flask, cast: Cast, client: Visitor) -> None:
    sign_in = client.get("/sign-in", headers=GZIP)
    assert "csrf_token" in sign_in.text
    assert "Content-Encoding" not in sign_in.headers


def test_a_members_page_is_never_compressed(app: Flask, cast: Cast, client: Visitor) -> None:
    client.sign_in(cast.ada)
    assert "Content-Encoding" not in client.get("/", headers=GZIP).headers


def test_even_a_members_page_without_a_token_is_never_compressed(
    app: Flask, cast: Cast, client: Visitor
) -> None:
    client.pass_gate()
    missing = client.get("/nowhere", headers=GZIP)
    assert missing.headers["Content-Encoding"] == "gzip"
    client.sign_in(cast.ada)
    missing = client.get("/nowhere", headers=GZIP)
    assert "csrf_token" not in missing.text
    assert "Content-Encoding" not in missing.headers
