"""A conversation opens in pages that together are the whole of it, each once, in reading order."""

import re

import pytest
from flask import Flask

from forum.discussion.models import MAX_DEPTH
from forum.discussion.queries.conversation import FIRST_PAGE, LATER_PAGES
from forum.lib.db import db, writing
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space, many_replies


def _conversation(app: Flask, cast: Cast, parents: list[int | None]) -> tuple[str, list[str]]:
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        ids = many_replies(post, cast.mira.persona_id, parents)
        db.session.commit()
        return post.public_id, ids


def _replies_on(text: str) -> list[str]:
    return re.findall(r'<article[^>]* data-reply="([^"]+)"', text)


def _next(text: str) -> str | None:
    found = re.search(r'rel="next" href="([^"]+)"', text)
    return found.group(1).replace("&amp;", "&") if found else None


def _forest(count: int) -> list[int | None]:
    """Every fifth reply begins a branch; the others answer one before them, up to six deep."""
    return [None if number % 5 == 0 else number - 1 - number % 3 % (number % 5) for number in range(count)]


def test_the_pages_together_are_the_conversation(app: Flask, cast: Cast, client: Visitor) -> None:
    post_id, ids = _conversation(app, cast, _forest(FIRST_PAGE + LATER_PAGES + 50))
    client.pass_gate()
    address: str | None = f"/p/{post_id}"
    read: list[str] = []
    pages = 0
    while address:
        text = client.get(address).text
        read += _replies_on(text)
        address = _next(text)
        pages += 1
    assert read == ids
    assert pages == 3


def test_200_replies_fit_on_one_page(app: Flask, cast: Cast, client: Visitor) -> None:
    post_id, ids = _conversation(app, cast, [None] * FIRST_PAGE)
    text = client.pass_gate().get(f"/p/{post_id}").text
    assert _replies_on(text) == ids
    assert _next(text) is None


def test_a_cut_branch_can_be_continued_by_itself(app: Flask, cast: Cast, client: Visitor) -> None:
    parents: list[int | None] = [None, *[0] * (FIRST_PAGE + 10), None]
    post_id, ids = _conversation(app, cast, parents)
    text = client.pass_gate().get(f"/p/{post_id}").text
    more = re.search(r'href="([^"]+)" data-more="', text)
    assert more, "a branch that the page cuts must be linked"
    rest = client.get(more.group(1).replace("&amp;", "&")).text
    assert _replies_on(rest) == ids[FIRST_PAGE:-1]


def test_the_newest_branches_first(app: Flask, cast: Cast, client: Visitor) -> None:
    parents: list[int | None] = [None, 0, None, 2, None]
    post_id, ids = _conversation(app, cast, parents)
    text = client.pass_gate().get(f"/p/{post_id}?sort=newest").text
    assert _replies_on(text) == [ids[4], ids[2], ids[3], ids[0], ids[1]]


def test_the_newest_branches_in_pages(app: Flask, cast: Cast, client: Visitor) -> None:
    count = FIRST_PAGE + 30
    post_id, ids = _conversation(app, cast, _forest(count))
    client.pass_gate()
    first = client.get(f"/p/{post_id}?sort=newest").text
    address = _next(first)
    assert address
    read = _replies_on(first) + _replies_on(client.get(address).text)
    assert sorted(read) == sorted(ids)
    assert len(set(read)) == count


def test_a_branch_by_itself_with_what_it_answers(app: Flask, cast: Cast, client: Visitor) -> None:
    parents: list[int | None] = [None, 0, 1, 2, 3, None]
    post_id, ids = _conversation(app, cast, parents)
    text = client.pass_gate().get(f"/p/{post_id}?view={ids[3]}&context=2").text
    assert _replies_on(text) == ids[1:5]
    alone = client.get(f"/p/{post_id}?view={ids[3]}").text
    assert _replies_on(alone) == ids[3:5]


@pytest.mark.parametrize("number", [0, FIRST_PAGE - 1, FIRST_PAGE, FIRST_PAGE + 60])
def test_a_permalink_leads_to_the_reply(app: Flask, cast: Cast, client: Visitor, number: int) -> None:
    post_id, ids = _conversation(app, cast, _forest(FIRST_PAGE + 80))
    answer = client.pass_gate().get(f"/r/{ids[number]}")
    assert answer.status_code == 303
    assert answer.location.endswith(f"#r-{ids[number]}")
    assert answer.location.startswith(f"/p/{post_id}")
    assert ids[number] in _replies_on(client.get(answer.location).text)


def test_a_chain_to_the_depth_limit_keeps_its_depths(app: Flask, cast: Cast, client: Visitor) -> None:
    parents: list[int | None] = [None, *range(MAX_DEPTH)]
    post_id, _ids = _conversation(app, cast, parents)
    text = client.pass_gate().get(f"/p/{post_id}").text
    depths = [int(depth) for depth in re.findall(r'data-depth="(\d+)"', text)]
    assert depths == list(range(MAX_DEPTH + 1))


@pytest.mark.parametrize(
    "query",
    [
        "page=2",
        "page=-1",
        "page=" + "9" * 400,
        "page=%00",
        "view=nothing",
        "view=%ff",
        "page=22222222222",
    ],
)
def test_a_place_that_is_not_there_is_not_found(app: Flask, cast: Cast, client: Visitor, query: str) -> None:
    post_id, _ids = _conversation(app, cast, [None])
    assert client.pass_gate().get(f"/p/{post_id}?{query}").status_code == 404


@pytest.mark.parametrize(
    "query", ["context=9999999999", "context=-4", "context=%E2%91%A3", "sort=sideways", "x=1"]
)
def test_a_wish_that_makes_no_sense_is_passed_over(
    app: Flask, cast: Cast, client: Visitor, query: str
) -> None:
    post_id, ids = _conversation(app, cast, [None])
    answer = client.pass_gate().get(f"/p/{post_id}?{query}")
    assert answer.status_code == 200
    assert _replies_on(answer.text) == ids


@pytest.mark.parametrize("wish", ["view", "page"])
def test_a_reply_of_another_piece_is_no_place_in_this_one(
    app: Flask, cast: Cast, client: Visitor, wish: str
) -> None:
    post_id, ids = _conversation(app, cast, [None, 0])
    with app.app_context(), writing():
        other = a_post(cast.ada.viewer, a_space("elsewhere"), title="Another")
        stranger = many_replies(other, cast.mira.persona_id, [None])[0]
        db.session.commit()
    client.pass_gate()
    assert client.get(f"/p/{post_id}?{wish}={ids[0]}").status_code == 200
    assert client.get(f"/p/{post_id}?{wish}={stranger}").status_code == 404
