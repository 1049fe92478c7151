"""A page asks by itself whether something came, learns only how much, and costs nobody anything."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from forum.accounts.models import SignInSession
from forum.discussion.actions.remove import remove
from forum.discussion.models import Audience
from forum.discussion.queries.conversation import find_reply
from forum.lib import clock
from forum.lib.db import db
from tests.discussion.returning.conftest import Come, Talk
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space


def _asks(visitor: Visitor, talk: Talk, since: int | str) -> tuple[int, object]:
    answer = visitor.get(f"{talk.url}/news?since={since}")
    return answer.status_code, answer.json if answer.status_code == 200 else None


def test_nothing_new_is_an_empty_answer(talk: Talk, client: Visitor) -> None:
    answer = client.pass_gate().get(f"{talk.url}/news?since={talk.last()}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer.headers
    assert "Set-Cookie" not in answer.headers


def test_it_tells_how_many_came_and_where_they_begin(talk: Talk, client: Visitor) -> None:
    client.pass_gate()
    page = talk.last()
    later = talk.reply(talk.cast.mira)
    assert _asks(client, talk, page) == (200, {"words": "1 new reply", "url": f"/r/{later}"})
    earlier_in_the_text = talk.reply(talk.cast.mira, talk_first(talk))
    assert _asks(client, talk, page) == (
        200,
        {"words": "2 new replies", "url": f"/r/{earlier_in_the_text}"},
    )
    assert client.get(f"/r/{earlier_in_the_text}", follow_redirects=True).status_code == 200


def talk_first(talk: Talk) -> str:
    """The id of the first reply."""
    with talk.work():
        from forum.discussion.models import Reply

        return str(db.session.scalars(select(Reply.public_id).where(Reply.sequence == 1)).one())


def test_ones_own_what_waits_and_what_is_gone_do_not_count(talk: Talk, come: Come) -> None:
    ada, page = come(talk.cast.ada), talk.last()
    talk.reply(talk.cast.ada)
    talk.reply(talk.cast.nell)
    gone = talk.reply(talk.cast.otto)
    with talk.work():
        remove(talk.cast.mira.viewer, find_reply(talk.cast.mira.viewer, gone), None)
    assert _asks(ada, talk, page) == (204, None)


def test_nobody_counts_beyond_what_anybody_reads(talk: Talk, client: Visitor) -> None:
    client.pass_gate()
    page = talk.last()
    talk.many([None] * 250)
    status, answer = _asks(client, talk, page)
    assert status == 200
    assert isinstance(answer, dict)
    assert answer["words"] == "More than 200 new replies"


def test_the_gate_is_decided_before_anything(talk: Talk, client: Visitor) -> None:
    answers = [
        client.get(path, headers={"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"})
        for path in (f"{talk.url}/news?since=0", "/p/22222222222/news?since=0", f"{talk.url}/news?since=x")
    ]
    assert [answer.status_code for answer in answers] == [403] * 3
    assert len({answer.data for answer in answers}) == 1
    client.pass_gate()
    answer = client.get(f"{talk.url}/news?since=0", headers={"If-None-Match": "*"})
    assert answer.status_code == 200


def test_what_cannot_be_opened_is_not_found(talk: Talk, client: Visitor, come: Come) -> None:
    with talk.work():
        among_us = a_post(
            talk.cast.ada.viewer, a_space("members"), title="Among us", audience=Audience.MEMBERS
        ).public_id
    client.pass_gate()
    assert client.get("/p/22222222222/news?since=0").status_code == 404
    assert client.get(f"/p/{among_us}/news?since=0").status_code == 404
    assert come(talk.cast.ada).get(f"/p/{among_us}/news?since=0").status_code == 204


@pytest.mark.parametrize("since", ["", "-1", "x", "%00", "1e3", "٣", "9" * 10, "9" * 4000])
def test_what_is_no_number_is_not_found(talk: Talk, client: Visitor, since: str) -> None:
    assert _asks(client.pass_gate(), talk, since)[0] == 404


def test_a_number_that_was_never_reached_is_nothing_new(talk: Talk, client: Visitor) -> None:
    assert _asks(client.pass_gate(), talk, "9" * 9) == (204, None)


def test_asking_is_no_visit_and_no_use_of_the_session(talk: Talk, come: Come, app: Flask) -> None:
    mira = come(talk.cast.mira)
    talk.later(minutes=50)
    page = talk.last()
    _asks(mira, talk, page)
    assert talk.visits() == 0
    with app.app_context():
        used = db.session.scalars(select(SignInSession.last_used_at)).one()
        assert clock.now() - used >= timedelta(minutes=50)
    talk.later(minutes=20)
    assert mira.get("/settings").status_code == 403, "an open tab must keep no moderator signed in"
