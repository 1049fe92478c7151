"""What is remembered is the reader's: they can turn it off, nobody else sees it, visitors leave no trace."""

import pytest
from flask import Flask
from sqlalchemy import delete

from forum.access import AccessRefused
from forum.accounts.models import Account, Persona, SignInSession
from forum.agegate.models import AgeAnswer
from forum.discussion.actions.keep_visits import forget_visits, keep_visits
from forum.lib.db import db
from tests.discussion.returning.conftest import Come, Talk, everything_kept, marked
from tests.fixtures.clients import Visitor


def test_a_visitor_leaves_nothing_on_the_server(talk: Talk, client: Visitor) -> None:
    client.pass_gate()
    for address in (talk.url, f"{talk.url}/unread", f"{talk.url}/news?since=0", "/"):
        for _ in range(2):
            answer = client.get(address)
            assert answer.status_code < 400
            assert "Set-Cookie" not in answer.headers
    assert talk.visits() == 0


def test_visitors_all_get_the_same_page(talk: Talk, client: Visitor, come: Come) -> None:
    before = client.pass_gate().get(talk.url).data
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    talk.later(minutes=1)
    assert client.get(talk.url).data == before


def test_turning_it_off_forgets_everything_and_marks_nothing(talk: Talk, come: Come, app: Flask) -> None:
    ada, mira = come(talk.cast.ada), come(talk.cast.mira)
    ada.get(talk.url)
    mira.get(talk.url)
    assert "Remembered now: 1 piece." in ada.get("/settings/reading").text
    assert ada.post("/settings/reading", visits="off").status_code == 303
    assert [row[0] for row in everything_kept(app)] == [talk.cast.mira.account_id]
    talk.later(days=1)
    talk.reply(talk.cast.otto)
    assert marked(ada.get(talk.url).text) == []
    assert "piece__new" not in ada.get("/").text
    assert [row[0] for row in everything_kept(app)] == [talk.cast.mira.account_id]
    assert "It is off" in ada.get("/settings/reading").text


def test_turning_it_on_again_begins_anew(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    ada.post("/settings/reading", visits="off")
    ada.post("/settings/reading", visits="on")
    talk.reply(talk.cast.otto)
    assert marked(ada.get(talk.url).text) == []
    new = talk.reply(talk.cast.mira)
    assert marked(ada.get(talk.url).text) == [new]


def test_forgetting_once_leaves_it_on(talk: Talk, come: Come) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    ada.post("/settings/reading", visits="forget")
    assert talk.visits() == 0
    ada.get(talk.url)
    assert talk.visits() == 1


def test_a_wish_that_makes_no_sense_changes_nothing(talk: Talk, come: Come, app: Flask) -> None:
    ada = come(talk.cast.ada)
    ada.get(talk.url)
    kept = everything_kept(app)
    assert ada.post("/settings/reading", visits="perhaps").status_code == 303
    assert everything_kept(app) == kept


def test_a_visitor_has_nothing_to_turn_off(talk: Talk) -> None:
    with talk.work():
        for act in (forget_visits, lambda viewer: keep_visits(viewer, on=False)):
            with pytest.raises(AccessRefused):
                act(talk.cast.guest)


def test_it_goes_with_the_account(talk: Talk, come: Come) -> None:
    come(talk.cast.tim).pass_gate().get(talk.url)
    assert talk.visits() == 1
    with talk.work():
        account_id = talk.cast.tim.account_id
        for table in (SignInSession, AgeAnswer):
            db.session.execute(delete(table).where(table.account_id == account_id))
        db.session.execute(delete(Persona).where(Persona.account_id == account_id))
        db.session.execute(delete(Account).where(Account.id == account_id))
    assert talk.visits() == 0


def test_the_page_about_data_tells_of_it(talk: Talk, client: Visitor) -> None:
    page = client.get("/about/data").text
    assert "how far you have read" in page
    assert "pages you visited" not in page
