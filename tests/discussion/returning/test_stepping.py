"""One link leads to the next new reply, on whichever page of a large conversation it stands."""

import re
from urllib.parse import urlsplit

import pytest

from forum.access import AgeLevel
from forum.discussion.queries import news
from forum.discussion.queries.conversation import FIRST_PAGE, LATER_PAGES
from tests.discussion.returning.conftest import Come, Talk, marked, said
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space, many_replies


def _elsewhere(page: str, words: str) -> str | None:
    """Where a page's link to a new reply on another page leads."""
    found = re.search(rf'<a class="action" href="([^"#]+)" data-new-step>{words}</a>', page)
    return found.group(1) if found else None


@pytest.fixture
def ada(talk: Talk, come: Come) -> Visitor:
    """Ada, who reads a conversation of three pages and goes away for a day."""
    visitor = come(talk.cast.ada)
    talk.ids = talk.many([None if n % 10 == 0 else n - 1 for n in range(FIRST_PAGE + LATER_PAGES + 300)])
    visitor.get(talk.url)
    talk.later(days=1)
    return visitor


def test_from_page_to_page_and_back(talk: Talk, ada: Visitor) -> None:
    new = [talk.reply(talk.cast.mira, talk.ids[place]) for place in (45, 55, 450, 880)]
    page = ada.get(talk.url).text
    assert marked(page) == new[:2]
    assert said(page) == "4 new since you were here"
    walked = [new[1]]
    while onward := _elsewhere(page, "Next new"):
        answer = ada.http.get(onward)
        assert answer.status_code == 303
        reply = urlsplit(answer.location).fragment.removeprefix("r-")
        page = ada.get(answer.location).text
        assert reply in marked(page)
        walked.append(reply)
    assert walked == new[1:]
    back = _elsewhere(page, "Previous new")
    assert back
    answer = ada.http.get(back)
    assert answer.location.endswith(f"#r-{new[2]}")
    assert new[2] in marked(ada.get(answer.location).text)


def test_a_page_begins_with_the_branch_that_holds_the_new_reply(talk: Talk, ada: Visitor) -> None:
    new = talk.reply(talk.cast.mira, talk.ids[455])
    answer = ada.http.get(f"{talk.url}/unread")
    shown = re.findall(r'data-reply="([^"]+)"[^>]* data-depth="(\d+)"', ada.get(answer.location).text)
    assert shown[0] == (talk.ids[450], "0")
    assert new in dict(shown)


def test_far_down_in_a_branch_the_reply_is_shown_in_its_context(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ids = talk.many([None, *[0] * (FIRST_PAGE + news.MOST_ABOVE)])
    ada.get(talk.url)
    talk.later(days=1)
    new = talk.reply(talk.cast.mira, ids[-1])
    answer = ada.http.get(f"{talk.url}/unread", follow_redirects=True)
    assert answer.status_code == 200
    assert marked(answer.text) == [new]


def test_beyond_what_is_counted_reading_goes_on_page_by_page(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    ids = talk.many([None] * (FIRST_PAGE + LATER_PAGES))
    page = ada.get(talk.url).text
    assert said(page) == "More than 200 new since you were here"
    last = marked(page)[-1]
    answer = ada.http.get(f"{talk.url}/unread?after={last}")
    assert ids[FIRST_PAGE] in marked(ada.get(answer.location).text)


def test_for_whom_nothing_is_new_it_leads_to_the_conversation(
    talk: Talk, ada: Visitor, client: Visitor
) -> None:
    client.pass_gate()
    for visitor in (ada, client):
        answer = visitor.http.get(f"{talk.url}/unread")
        assert (answer.status_code, answer.location) == (303, f"{talk.url}#replies")


def test_the_newest_first_is_stepped_through_as_it_stands(talk: Talk, ada: Visitor) -> None:
    near, far = talk.reply(talk.cast.mira, talk.ids[0]), talk.reply(talk.cast.mira)
    page = ada.get(f"{talk.url}?sort=newest").text
    assert marked(page)[0] == far
    assert near not in marked(page)
    assert "/unread?" not in page


@pytest.mark.parametrize("wish", ["after=nothing", "after=%00", "before=22222222222", "after=" + "9" * 400])
def test_a_place_that_is_not_there_is_not_found(talk: Talk, ada: Visitor, wish: str) -> None:
    assert ada.get(f"{talk.url}/unread?{wish}").status_code == 404


def test_a_reply_of_another_piece_is_no_place_in_this_one(talk: Talk, ada: Visitor) -> None:
    with talk.work():
        other = a_post(talk.cast.ada.viewer, a_space("elsewhere", AgeLevel.DECLARED), title="Another")
        stranger = many_replies(other, talk.cast.mira.persona_id, [None])[0]
    assert ada.get(f"{talk.url}/unread?after={stranger}").status_code == 404


def test_the_gate_stands_before_it(talk: Talk, client: Visitor) -> None:
    answers = [client.get(f"/p/{piece}/unread") for piece in (talk.post_id, "22222222222")]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].data == answers[1].data
    client.pass_gate()
    assert client.get("/p/22222222222/unread").status_code == 404
