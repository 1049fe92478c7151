"""The page: words are sent in the body, any words; and what it shows is escaped, ordered and bounded."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from sqlalchemy.orm import Session

from forum.access import SYSTEM, AgeLevel, Viewer
from forum.discussion.models import Post, Reply
from forum.lib import clock
from forum.lib.db import db, writing
from forum.search import asked, policy, queries
from forum.search.actions import AT_ONCE, catch_up
from forum.search.queries import A_PAGE, MOST, Kind
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.search.looking import find
from tests.stories import a_post, a_reply, a_space, many_replies

READER = Viewer(age_level=AgeLevel.DECLARED)


@pytest.fixture
def piece(app: Flask, cast: Cast) -> str:
    """The public id of a piece about a blue bowl, with a reply."""
    with app.app_context(), writing():
        post = a_post(
            cast.ada.viewer,
            a_space(),
            title="The <b>blue</b> bowl",
            body="A *bowl* & `<script>alert(1)</script>` stand by the door.",
            content_notes="grief & loss",
        )
        a_reply(cast.mira.viewer, post, body="Ours is a green bowl.")
        db.session.commit()
        return post.public_id


def _titles(page: str) -> list[str]:
    return [re.sub("<[^>]+>", "", found).strip() for found in re.findall(r"<h3.*?</h3>", page, re.DOTALL)]


def test_a_visitor_past_the_gate_finds_pieces_and_replies(client: Visitor, piece: str) -> None:
    page = client.pass_gate().post("/search", words="BOWL").text
    assert "2 results" in page
    assert f'href="/p/{piece}"' in page
    assert re.search(r'href="/r/\w{11}"', page)
    assert "<mark>bowl</mark>" in page
    assert "grief &amp; loss" in page


def test_what_is_shown_is_escaped(client: Visitor, piece: str) -> None:
    page = client.pass_gate().post("/search", words="script alert").text
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)&lt;/<mark>script</mark>&gt;" in page
    assert "The &lt;b&gt;blue&lt;/b&gt; bowl" in page
    assert "<script>alert" not in page


def test_words_in_the_address_are_not_read_and_ours_never_stand_there(client: Visitor, piece: str) -> None:
    client.pass_gate()
    page = client.get("/search?words=bowl").text
    assert "result" not in page
    assert 'method="post" action="/search"' in page
    answer = client.post("/search", words="bowl")
    assert answer.request.path == "/search"
    assert answer.request.query_string == b""
    assert "no-store" in answer.headers["Cache-Control"]
    assert "words=" not in answer.text


def test_another_site_cannot_have_somebody_search(client: Visitor, piece: str) -> None:
    client.pass_gate()
    assert client.http.post("/search", data={"words": "bowl"}).status_code == 400


def test_a_page_of_results_is_never_compressed(client: Visitor, piece: str) -> None:
    client.pass_gate()
    fields = {"words": "bowl", "csrf_token": client.csrf_token()}
    answer = client.http.post("/search", data=fields, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"words": ""}, 422, "Please write what to look for."),
        ({"words": " \t"}, 422, "Please write what to look for."),
        ({"words": "x" * 201}, 422, "200 is the most"),
        ({"words": " ".join("abcdefghijklm")}, 422, "12 words at most"),
        ({"words": "bowl\x00"}, 422, "cannot be shown"),
        ({"words": "scri*"}, 200, "1 result"),
        ({"words": "bow*"}, 200, "Nothing that you may read"),
        ({"words": "!?"}, 200, "Nothing that you may read"),
        ({"words": "nowhere"}, 200, "Nothing that you may read"),
        ({"words": "bowl", "kind": "elsewhere", "space": "nowhere", "page": "\ufffd"}, 200, "2 results"),
        ({"words": "bowl", "kind": "pieces"}, 200, "1 result"),
        ({"words": "bowl", "kind": "replies", "space": "essays"}, 200, "1 result"),
    ],
)
def test_every_answer_keeps_the_words_and_says_what_to_do(
    client: Visitor, piece: str, fields: dict[str, str], status: int, said: str
) -> None:
    answer = client.pass_gate().post("/search", **fields)
    assert answer.status_code == status
    assert said in answer.text
    if "\x00" not in fields["words"]:
        assert f'value="{escape(fields["words"].strip())}"' in answer.text


def test_whoever_searches_without_end_is_asked_to_wait(
    client: Visitor, cast: Cast, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "SEARCHES", 2)
    client.sign_in(cast.ada)
    for _ in range(2):
        assert client.post("/search", words="bowl").status_code == 200
    answer = client.post("/search", words="bowl")
    assert answer.status_code == 429
    assert "a little later" in answer.text
    assert 'value="bowl"' in answer.text


@settings(max_examples=25)
@given(st.data())
def test_whatever_is_typed_is_answered(db_session: Session, data: st.DataObject) -> None:
    typed = data.draw(
        st.text(st.characters(codec=None), max_size=200) | st.sampled_from(["' OR 1=1", "天:*&|!"])
    )
    words = asked.read(typed)
    if not words.is_too_much:
        assert queries.search(READER, words).count == 0


class TestOrder:
    """In which order texts are found, and how far the list goes."""

    @pytest.fixture(autouse=True)
    def _scene(self, db_session: Session, cast: Cast) -> None:
        self.cast = cast
        self.space = a_space()

    def test_pieces_with_the_words_in_their_title_come_first_then_what_is_new(self) -> None:
        ada, mira = self.cast.ada.viewer, self.cast.mira.viewer
        first = a_post(ada, self.space, title="A lantern", body="Old.")
        second = a_post(ada, self.space, title="Another thing", body="A lantern within.")
        reply = a_reply(mira, first, body="My lantern.")
        third = a_post(ada, self.space, title="Third", body="One more lantern.")
        newest_first: list[Post | Reply] = [third, reply, second, first]
        for days, text in enumerate(newest_first):
            text.published_at = clock.now() - timedelta(days=days)
        assert find(READER, "lantern") == [first, third, reply, second]
        assert find(READER, "lantern", Kind.PIECES) == [first, third, second]
        assert find(READER, "lantern", Kind.REPLIES) == [reply]

    def test_one_space_alone(self) -> None:
        other = a_space("letters")
        a_post(self.cast.ada.viewer, self.space, title="A lantern")
        there = a_post(self.cast.ada.viewer, other, title="A lantern elsewhere")
        assert find(READER, "lantern", space=other) == [there]

    def test_pages_follow_each_other_without_gap_or_repeat_and_end(self) -> None:
        post = a_post(self.cast.ada.viewer, self.space)
        many_replies(post, self.cast.ada.persona_id, [None] * (2 * A_PAGE + 3))
        found = find(READER, '"few words"')
        assert len(found) == len(set(found)) == 2 * A_PAGE + 3
        assert [text.id for text in found] == sorted((text.id for text in found), reverse=True)

    def test_a_list_goes_no_further_than_it_says(self) -> None:
        post = a_post(self.cast.ada.viewer, self.space)
        many_replies(post, self.cast.ada.persona_id, [None] * (MOST + 5))
        while catch_up(SYSTEM):
            pass
        page = queries.search(READER, asked.read("few"))
        assert (page.count, page.is_cut) == (MOST, True)

    def test_a_page_that_began_after_what_is_gone_begins_anew(self) -> None:
        post = a_post(self.cast.ada.viewer, self.space)
        many_replies(post, self.cast.ada.persona_id, [None] * (A_PAGE + 1))
        hidden = a_post(self.cast.nell.viewer, self.space, title="few words, held")
        find(READER, "few")
        first = queries.search(READER, asked.read("few"))
        for gone in (hidden.public_id, "22222222222", "\x00"):
            assert queries.search(READER, asked.read("few"), after=gone) == first


def test_a_flood_of_new_texts_is_said_to_be_read_still(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        many_replies(post, cast.ada.persona_id, [None] * (AT_ONCE + 1))
        db.session.commit()
    visitor = new_visitor().pass_gate()
    assert "still being read" in visitor.post("/search", words="few").text
    assert "still being read" not in visitor.post("/search", words="few").text
