"""Leak checks: a reader's word opens nothing that asks for a proof (TRUST.md §4, "`declared` on…")."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from forum.access import AgeLevel
from forum.agegate.policy import AgePolicy, Region
from forum.discussion.models import Space
from forum.lib import clock
from forum.lib.db import db, writing
from tests.agegate.leaks.world import Answer, Raw, World
from tests.agegate.wallet import TestIssuer, trust

INVENTED = "/p/23456789abc"
CONDITIONS = (
    {"If-None-Match": "*"},
    {"Range": "bytes=0-10"},
    {"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"},
)


@pytest.fixture
def raised(world: World) -> Iterator[World]:
    """The same place, whose space has been raised; an app can prove it."""
    app = world.server.app
    before = app.extensions["age_policy"]
    app.extensions["age_policy"] = AgePolicy(regions={"*": Region(methods=("click", "eu_av"))})
    with app.app_context(), writing():
        trust(TestIssuer(clock.now()), "eu_av")
        db.session.execute(update(Space).values(age_min=AgeLevel.VERIFIED))
        db.session.commit()
    yield world
    app.extensions["age_policy"] = before


@pytest.fixture
def reader(raised: World) -> Raw:
    """A visitor who has said that they are an adult."""
    return raised.come().pass_gate()


@pytest.fixture
def member(raised: World) -> Raw:
    """The author of the piece, who has said the same."""
    return raised.come().sign_in(raised.cast.ada)


def _is_shut(answer: Answer) -> bool:
    return answer.status == 403 and not answer.holds()


def test_pages(raised: World, reader: Raw) -> None:
    shut = [reader.send(path) for path in (raised.piece, raised.reply, "/s/essays", INVENTED, "/s/nowhere")]
    assert all(map(_is_shut, shut))
    assert len({answer.body for answer in shut}) == 1


def test_its_own_author(raised: World, member: Raw) -> None:
    assert _is_shut(member.send(raised.piece))
    assert _is_shut(member.send(f"{raised.piece}/edit"))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "POST", "PUT", "DELETE"])
def test_methods(raised: World, reader: Raw, method: str) -> None:
    answers = [reader.send(path, method) for path in (raised.piece, INVENTED)]
    assert answers[0].status == answers[1].status
    assert not answers[0].holds()


def test_writes(raised: World, member: Raw) -> None:
    token = member.send("/settings").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    for path in (f"{raised.piece}/replies", f"{INVENTED}/replies", "/s/essays/new"):
        sent = member.send(path, "POST", body=f"csrf_token={token}&body=words&title=words")
        assert sent.status == 403, path
        assert not sent.holds()


def test_programs(raised: World, reader: Raw) -> None:
    told = [reader.send(path, headers={"Accept": "application/json"}) for path in (raised.piece, INVENTED)]
    assert all(map(_is_shut, told))
    assert told[0].body == told[1].body
    assert b'"verified"' in told[0].body


def test_conditions_and_ranges(raised: World, reader: Raw) -> None:
    for headers in CONDITIONS:
        answer = reader.send(raised.piece, headers=headers)
        assert _is_shut(answer)
        assert "ETag" not in answer.headers


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "facebookexternalhit/1.1", ""])
def test_crawlers(raised: World, reader: Raw, agent: str) -> None:
    assert _is_shut(reader.send(raised.piece, headers={"User-Agent": agent}))


@pytest.mark.parametrize("query", ["view_adult=1", "age=verified", "level=2"])
def test_queries(raised: World, reader: Raw, query: str) -> None:
    assert _is_shut(reader.send(f"{raised.piece}?{query}"))


def test_lists(raised: World, reader: Raw) -> None:
    front = reader.send("/")
    assert front.status == 200
    assert not front.holds()


def test_pages_of_people(raised: World, reader: Raw) -> None:
    assert not {word for word in reader.send("/u/Ada").holds() if ">" not in word}


def test_search(raised: World, reader: Raw) -> None:
    for word in ("Zinnober", "Quittengelee", "Holunderblüte"):
        found = reader.fill("/search", "/search", words=word)
        assert found.status == 200
        assert raised.piece not in found.text
        assert raised.reply not in found.text


def test_notices(raised: World, member: Raw) -> None:
    listed = member.send("/notifications")
    assert listed.status == 200
    assert not {word for word in listed.holds() if ">" not in word}


def test_a_moderator_without_a_proof(raised: World) -> None:
    assert _is_shut(raised.come().sign_in(raised.cast.mira).send(raised.piece))
