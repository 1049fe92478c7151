"""Whatever shape a conversation has: its links lead to every reply, and to each only once.

Pages are made small, so that small conversations have many.
"""

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from forum.discussion.models import Post, Reply
from forum.discussion.queries import conversation
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.discussion.reading.test_drawing import _nesting
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space, many_replies

FIRST, LATER = 3, 4
MOST = 24  # replies: seven pages
REPLY = re.compile(r'<article[^>]* data-reply="([^"]+)" data-parent="([^"]*)" data-depth="(\d+)"')
NEXT = re.compile(r'rel="next" href="([^"]+)"')
MORE = re.compile(r'href="([^"]+)" data-more="')
Parents = list[int | None]


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "FIRST_PAGE", FIRST)
    monkeypatch.setattr(conversation, "LATER_PAGES", LATER)


@st.composite
def forests(draw: st.DrawFn) -> Parents:
    """Any conversation: each reply answers the piece or one before it; chains and stars come often."""
    parents: Parents = []
    for number in range(draw(st.integers(1, MOST))):
        earlier = st.integers(max(0, number - 2), number - 1) | st.integers(0, number - 1)
        parents.append(draw(st.none() | earlier) if number else None)
    return parents


class Told:
    """A conversation as it was written, by public ids in reading order, and a reader of its pages."""

    def __init__(self, app: Flask, cast: Cast, reader: Visitor, parents: Parents) -> None:
        with app.app_context(), writing():
            post = db.session.scalar(select(Post)) or a_post(cast.ada.viewer, a_space())
            db.session.execute(delete(Reply))  # of the example before
            post.reply_count = post.last_ordinal = post.last_sequence = 0
            db.session.flush()
            self.ids = many_replies(post, cast.mira.persona_id, parents)
            db.session.commit()
            self.address = f"/p/{post.public_id}"
        self._reader = reader
        self.parent: dict[str, str] = {}
        self.depth: dict[str, int] = {}
        for page in self.follow(self.address):
            for reply, parent, depth in REPLY.findall(page):
                self.parent[reply], self.depth[reply] = parent, int(depth)

    def follow(self, address: str | None) -> Iterator[str]:
        """A page and all that its next-links lead to."""
        while address:
            page = self._reader.get(address).text
            _look_at_branches(page)
            yield page
            address = _link(NEXT, page)

    def read(self, address: str) -> list[str]:
        """The replies on a page and on those that follow it."""
        return [reply for page in self.follow(address) for reply in on(page)]

    def branch(self, reply: str) -> list[str]:
        """A reply and everything beneath it, in reading order."""
        at = self.ids.index(reply)
        end = at + 1
        while end < len(self.ids) and self.depth[self.ids[end]] > self.depth[reply]:
            end += 1
        return self.ids[at:end]

    def ancestors(self, reply: str) -> list[str]:
        """What a reply answers, and what that answers, the top level first."""
        found: list[str] = []
        while self.parent[reply]:
            reply = self.parent[reply]
            found.insert(0, reply)
        return found


def on(page: str) -> list[str]:
    """The replies on a page."""
    return [reply for reply, _parent, _depth in REPLY.findall(page)]


def _look_at_branches(page: str) -> None:
    """Every element is closed, and replies stand as deep in each other as they say, from some level on."""
    nesting = _nesting(page)
    depths = {nesting.said[reply][0] - depth for reply, (depth, _above) in nesting.found.items()}
    assert len(depths) <= 1, nesting.found


def _link(kind: re.Pattern[str], page: str) -> str | None:
    found = kind.findall(page)
    assert len(found) < 2
    return found[0].replace("&amp;", "&") if found else None


@given(parents=forests())
@settings(max_examples=30)
def test_the_next_links_lead_through_all_of_it_once(
    app: Flask, cast: Cast, client: Visitor, parents: Parents
) -> None:
    told = Told(app, cast, client.pass_gate(), parents)
    assert told.read(told.address) == told.ids
    newest = told.read(f"{told.address}?sort=newest")
    tops = [reply for reply in told.ids if not told.parent[reply]]
    assert newest == [reply for top in reversed(tops) for reply in told.branch(top)]


# The last page that continues the branch of the second reply begins deeper than it ends.
@example(parents=[None, None, 1, 1, 3, 3, 4, 4, None, 1, None, None])
@given(parents=forests())
@settings(max_examples=30)
def test_a_branch_that_a_page_cuts_can_be_continued_there(
    app: Flask, cast: Cast, client: Visitor, parents: Parents
) -> None:
    told = Told(app, cast, client.pass_gate(), parents)
    for start in (told.address, f"{told.address}?sort=newest"):
        for page in told.follow(start):
            last, more = on(page)[-1], _link(MORE, page)
            cut = _cut_after(told, last)
            assert (more is None) is (cut is None), f"{last} is followed by a reply to {cut}"
            if more and cut:
                branch = told.branch(cut)
                assert told.read(more) == branch[branch.index(last) + 1 :]


def _cut_after(told: Told, last: str) -> str | None:
    """The reply whose branch goes on behind the last reply of a page, if one does."""
    after = told.ids.index(last) + 1
    return (told.parent[told.ids[after]] or None) if after < len(told.ids) else None


@given(parents=forests(), data=st.data())
@settings(max_examples=30)
def test_any_reply_can_be_shown_with_its_branch_and_what_it_answers(
    app: Flask, cast: Cast, client: Visitor, parents: Parents, data: st.DataObject
) -> None:
    told = Told(app, cast, client.pass_gate(), parents)
    reply = data.draw(st.sampled_from(told.ids))
    context = data.draw(st.integers(0, 12))
    shown = told.ancestors(reply)[-context:] if context else []
    shown = shown[-conversation.MOST_CONTEXT :]
    read = told.read(f"{told.address}?view={reply}&context={context}")
    assert read == shown + told.branch(reply)


@given(parents=forests(), data=st.data())
@settings(max_examples=30)
def test_the_permalink_of_any_reply_leads_to_it(
    app: Flask, cast: Cast, client: Visitor, parents: Parents, data: st.DataObject
) -> None:
    told = Told(app, cast, client.pass_gate(), parents)
    reply = data.draw(st.sampled_from(told.ids))
    answer = client.get(f"/r/{reply}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"#r-{reply}")
    assert reply in on(client.get(answer.location).text)
