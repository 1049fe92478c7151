"""Pages of visitors travel small; a page with a secret on it is never compressed."""

import gzip

import brotli
import pytest
from flask import Flask

from forum.lib.db import db, writing
from forum.web import compression
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
    smaller = client.get(address, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert smaller.headers["Content-Encoding"] == "br"
    assert gzip.decompress(small.data) == brotli.decompress(smaller.data) == plain.data
    # Below 60 kB with styles and script for the first paint; below 40 as browsers ask over HTTPS.
    assert len(small.data) < 40_000
    assert len(smaller.data) < 25_000


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.1, gzip", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("*", "br"),
        ("identity", ""),
        ("zstd", ""),
        ("", ""),
        ("br;q=x, \x00", ""),
    ],
)
def test_a_browser_gets_the_smallest_form_that_it_takes(asked: str, answered: str) -> None:
    assert compression.wanted(asked) == answered


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
@pytest.mark.parametrize("levels", [compression.QUICKLY, compression.WELL])
def test_a_form_reads_as_the_page_and_is_the_same_each_time(encoding: str, levels: dict[str, int]) -> None:
    page = b"Words, and words again. " * 500
    form = compression.pack(page, encoding, levels)
    assert compression.unpack(form, encoding) == page
    assert compression.pack(page, encoding, levels) == form


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
