"""Members come back and find what is new marked, until they have read it."""

import re

import pytest
from flask import Flask

from forum import retention
from forum.discussion.actions.publish import publish
from forum.discussion.actions.remove import remove
from forum.discussion.queries.conversation import FIRST_PAGE, find_reply
from tests.discussion.returning.conftest import Come, Talk, everything_kept, marked, said


def test_a_first_visit_marks_nothing(talk: Talk, come: Come) -> None:
    page = come(talk.cast.ada).get(talk.url).text
    assert marked(page) == []
    assert said(page) is None


def test_what_came_between_two_visits_is_marked(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(hours=20)
    new = [talk.reply(talk.cast.mira), talk.reply(talk.cast.otto)]
    page = ada.get(talk.url).text
    assert marked(page) == new
    assert said(page) == "2 new since you were here"
    assert f'<a href="#r-{new[0]}" data-new-first' in page


def test_a_reply_in_the_minute_of_the_last_visit_is_not_lost(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    new = talk.reply(talk.cast.mira)
    talk.later(days=1)
    assert marked(ada.get(talk.url).text) == [new]


def test_reloading_keeps_the_marks_and_coming_back_later_ends_them(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    new = talk.reply(talk.cast.mira)
    for _ in range(4):
        assert marked(ada.get(talk.url).text) == [new]
        talk.later(minutes=20)
    talk.later(hours=1)
    assert marked(ada.get(talk.url).text) == []


def test_reloading_at_once_writes_nothing(talk: Talk, come: Come, app: Flask) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    kept = everything_kept(app)
    talk.later(seconds=50)
    ada.get(talk.url)
    assert everything_kept(app) == kept


def test_what_one_wrote_oneself_is_not_new_and_ends_no_marks(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    new = talk.reply(talk.cast.mira)
    ada.get(talk.url)
    talk.later(hours=3)  # a long answer
    sent = ada.post(f"{talk.url}/replies", body="A long answer.")
    page = ada.http.get(sent.location, follow_redirects=True).text
    assert "A long answer." in page
    assert marked(page) == [new]


def test_writing_after_days_does_not_bring_old_marks_back(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    talk.reply(talk.cast.mira)
    ada.get(talk.url)
    talk.later(days=2)
    ada.get(f"{talk.url}/replies/new")
    sent = ada.post(f"{talk.url}/replies", body="An answer days later.")
    assert marked(ada.http.get(sent.location, follow_redirects=True).text) == []


def test_held_replies_are_new_when_they_are_shown(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    held = talk.reply(talk.cast.nell)
    ada.get(talk.url)
    talk.later(days=1)
    other = talk.reply(talk.cast.mira)
    assert marked(ada.get(talk.url).text) == [other]
    talk.later(days=1)
    with talk.work():
        publish(talk.cast.mira.viewer, find_reply(talk.cast.mira.viewer, held))
    page = ada.get(talk.url).text
    assert marked(page) == [held]
    own = come(talk.cast.nell)
    own.get(talk.url)
    assert marked(own.get(talk.url).text) == []


@pytest.mark.parametrize("how", ["removed", "withdrawn"])
def test_what_is_gone_is_not_new(talk: Talk, come: Come, how: str) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    gone, stays = talk.reply(talk.cast.otto), talk.reply(talk.cast.otto)
    if how == "withdrawn":
        talk.withdraw(talk.cast.otto, gone)
    else:
        with talk.work():
            remove(talk.cast.mira.viewer, find_reply(talk.cast.mira.viewer, gone), None)
    page = ada.get(talk.url).text
    assert marked(page) == [stays]
    assert said(page) == "1 new since you were here"


def test_folds_say_how_many_new_ones_they_hold(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    root = talk.reply(talk.cast.otto)
    old = talk.reply(talk.cast.mira, root)
    ada.get(talk.url)
    talk.later(days=1)
    talk.reply(talk.cast.otto, old)
    talk.reply(talk.cast.otto, root)
    page = ada.get(talk.url).text
    folds = dict(re.findall(r'for="f-([^"]+)"><span class="branch__count">(.*?)</label>', page))
    assert "3 replies, 2 new" in folds[root]
    assert "1 reply, 1 new" in folds[old]


def test_new_replies_are_linked_with_each_other(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    new = [talk.reply(talk.cast.mira) for _ in range(3)]
    page = ada.get(talk.url).text
    steps = re.findall(r'<a class="action" href="([^"]+)"[^>]*data-new-step>([^<]+)</a>', page)
    assert steps == [
        (f"#r-{new[1]}", "Next new"),
        (f"#r-{new[0]}", "Previous new"),
        (f"#r-{new[2]}", "Next new"),
        (f"#r-{new[1]}", "Previous new"),
    ]


def test_two_members_are_remembered_apart(talk: Talk, come: Come) -> None:
    ada, mira = come(talk.cast.ada), come(talk.cast.mira)
    ada.get(talk.url)
    talk.later(days=1)
    new = talk.reply(talk.cast.otto)
    mira.get(talk.url)
    assert marked(mira.get(talk.url).text) == []
    assert marked(ada.get(talk.url).text) == [new]


def test_after_a_month_away_it_is_a_first_visit(talk: Talk, come: Come) -> None:
    come(talk.cast.ada).get(talk.url)
    talk.later(days=31)
    talk.reply(talk.cast.mira)
    ada = come(talk.cast.ada)
    assert marked(ada.get(talk.url).text) == []
    talk.later(days=1)
    new = talk.reply(talk.cast.mira)
    assert marked(ada.get(talk.url).text) == [new]


def test_the_promise_of_retention_is_kept(talk: Talk, come: Come, app: Flask) -> None:
    come(talk.cast.ada).get(talk.url)
    ((_account, _post, day, moment, *_seen),) = everything_kept(app)
    assert moment is not None

    def a_day_goes_by(days: int = 1) -> list[tuple[object, ...]]:
        talk.later(days=days)
        with talk.work():
            retention.enforce()
        return [row[2:4] for row in everything_kept(app)]

    assert a_day_goes_by() == [(day, None)], "of a sitting that is over, the day is enough"
    assert a_day_goes_by(29) == [(day, None)]
    assert a_day_goes_by() == []


@pytest.mark.parametrize("fetched", ["for nobody yet", "without its body"])
def test_what_nobody_looks_at_is_no_visit(talk: Talk, come: Come, fetched: str) -> None:
    ada = come(talk.cast.ada)
    if fetched == "without its body":
        assert ada.http.head(talk.url).status_code == 200
    else:
        assert ada.get(talk.url, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 200
    assert talk.visits() == 0


def test_the_listings_say_where_something_is_new(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    for address in ("/", "/s/essays"):
        assert "piece__new" not in ada.get(address).text
    ada.get(talk.url)
    talk.later(days=1)
    talk.reply(talk.cast.mira)
    talk.reply(talk.cast.ada)
    gone = talk.reply(talk.cast.otto)
    talk.withdraw(talk.cast.otto, gone)
    talk.reply(talk.cast.otto)
    for address in ("/", "/s/essays"):
        found = re.search(r'<a class="piece__new" href="([^"]+)">([^<]+)<', ada.get(address).text)
        assert found
        assert found.groups() == (f"{talk.url}/unread", "2 new")
    ada.get(talk.url)
    assert "piece__new" not in ada.get("/").text
    assert "piece__new" not in come(talk.cast.mira).get("/").text


def test_the_listings_count_no_further_than_anybody_reads(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(days=1)
    talk.many([None] * 60)
    assert "more than 50 new" in ada.get("/").text


def test_new_ones_on_pages_that_one_did_not_open_stay_new(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ids = talk.many([None] * (FIRST_PAGE + 20))
    ada.get(talk.url)
    talk.later(days=1)
    near, far = talk.reply(talk.cast.mira, ids[0]), talk.reply(talk.cast.mira, ids[-1])
    page = ada.get(talk.url).text
    assert marked(page) == [near]
    assert said(page) == "2 new since you were here"
    talk.later(days=1)
    page = ada.get(talk.url).text
    assert marked(page) == []
    assert said(page) == "1 new since you were here"
    found = ada.http.get(f"{talk.url}/unread")
    assert found.location.endswith(f"#r-{far}")
    assert marked(ada.get(found.location).text) == [far]
    talk.later(days=1)
    assert said(ada.get(talk.url).text) is None
