"""Several pen names behind one key: nothing that anybody else is shown ties them together."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from forum.access import SYSTEM, Role
from forum.accounts import key_rings
from forum.accounts.actions import appoint
from forum.accounts.actions.restrict import suspend
from forum.accounts.models import Account, KeyRing, Persona
from forum.accounts.refusals import CannotModerate
from forum.lib import clock
from forum.lib.db import db, writing
from tests.cast import ESTABLISHED, PASSWORD, Cast, Person
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address

Come = Callable[[], Visitor]
OTHER = "Wisteria"
TOKEN = re.compile(r'value="[^"]{60,}"')  # of forms, and different each time


@pytest.fixture
def stage(app: Flask, cast: Cast, new_visitor: Come) -> Stage:
    """A space with the rules in force."""
    return Stage(app, cast, new_visitor).set_up()


@pytest.fixture
def ada(stage: Stage, cast: Cast) -> Visitor:
    """Ada, who has another pen name."""
    visitor = stage.visitor(cast.ada)
    assert visitor.post("/settings/pen-names", pen_name=OTHER).status_code == 303
    return visitor


@pytest.fixture
def wisteria(app: Flask, ada: Visitor, cast: Cast) -> Person:
    """Ada by her other name."""
    with app.app_context(), writing():
        persona = db.session.scalars(select(Persona).filter_by(pen_name=OTHER)).one()
        account = db.session.get_one(Account, persona.account_id)
        account.approved_texts = ESTABLISHED
        viewer = replace(cast.ada.viewer, account_id=account.id, persona_id=persona.id, pen_name=OTHER)
        db.session.commit()
        return Person("", OTHER, account.id, persona.id, viewer)


def _use(visitor: Visitor, pen_name: str) -> Visitor:
    with visitor.app.app_context():
        public_id = db.session.scalars(select(Persona.public_id).filter_by(pen_name=pen_name)).one()
    assert visitor.post(f"/settings/pen-names/{public_id}/use").status_code == 303
    return visitor


def _cut_the_ring(stage: Stage) -> None:
    with stage.work():
        db.session.execute(delete(KeyRing))


def test_one_writes_under_either_name(stage: Stage, ada: Visitor) -> None:
    piece = stage.piece(stage.cast.otto)
    assert "Ada" in ada.get("/settings").text
    _use(ada, OTHER)
    assert OTHER in ada.get("/settings").text
    ada.post(f"{address(piece)}/replies", body="By the fence.")
    assert f'data-author="{OTHER}"' in ada.get(address(piece)).text
    assert "Ada" in _use(ada, "Ada").get("/settings").text


def test_no_page_of_anybody_else_changes_with_the_ring(
    stage: Stage, cast: Cast, ada: Visitor, wisteria: Person
) -> None:
    """What all others are shown is byte for byte what two strangers would have left there."""
    pieces = [stage.piece(cast.ada, "It snowed."), stage.piece(cast.otto, "It rained.", "A summer")]
    first, second = stage.reply(cast.ada, pieces[1], "Mine."), stage.reply(wisteria, pieces[1], "Hers.")
    below = stage.reply(wisteria, pieces[0], "Beneath her own piece.")
    stage.flag(cast.otto, first)
    stage.flag(cast.ada, second)
    stage.decide(cast.mira, first, "remove", rule=1)
    pages = ["/", "/s/essays", "/u/Ada", f"/u/{OTHER}", "/moderation", "/moderation/log", "/moderation/mine"]
    pages += ["/about/transparency", "/notifications", "/about/data", "/moderation?tab=decided"]
    pages += [address(text) for text in (*pieces, first, second, below)]
    pages += [f"/moderation/cases/{stage.case_on(text)}" for text in (second,)]
    readers = [stage.guest(), *(stage.visitor(person) for person in (cast.otto, cast.mira, cast.root))]

    def seen() -> list[str]:
        return [TOKEN.sub("", reader.get(page).text) for reader in readers for page in pages]

    seen()  # opening a case claims it, and notes are made of a first visit
    before = seen()
    _cut_the_ring(stage)
    assert seen() == before
    assert any("Hers." in page for page in before), "the walk has seen what it is about"


def test_a_page_about_one_name_never_says_the_other(
    stage: Stage, cast: Cast, ada: Visitor, wisteria: Person
) -> None:
    on = stage.reply(wisteria, stage.piece(cast.otto, "It rained."), "Hers.")
    stage.flag(cast.otto, on)
    mira = stage.visitor(cast.mira)
    for path in (f"/u/{OTHER}", f"/moderation/cases/{stage.case_on(on)}"):
        page = mira.get(path).text
        assert OTHER in page
        assert "Ada" not in page


def test_ornaments_years_and_ids_have_nothing_in_common(app: Flask, cast: Cast, wisteria: Person) -> None:
    with app.app_context():
        one, two = (db.session.get_one(Persona, each.persona_id) for each in (cast.ada, wisteria))
        assert one.identicon_seed != two.identicon_seed
        assert one.account_id != two.account_id
        sealed = db.session.scalars(select(KeyRing.sealed_accounts)).all()
        assert len(set(sealed)) == 2


def test_the_database_alone_does_not_say_which_belong_together(app: Flask, wisteria: Person) -> None:
    with app.app_context():
        rows = {table.name: db.session.execute(select(table)).all() for table in db.metadata.sorted_tables}
    assert len(rows["key_ring"]) == 2
    by_account = [row for row in rows["persona"] if row.account_id == wisteria.account_id]
    assert len(by_account) == 1
    for name, found in rows.items():
        assert not any(OTHER in str(row) and "Ada" in str(row) for row in found), name


def test_what_is_decided_about_one_name_leaves_the_other_alone(
    app: Flask, stage: Stage, cast: Cast, ada: Visitor, wisteria: Person
) -> None:
    with stage.work():
        suspend(
            cast.mira.viewer, db.session.get_one(Account, wisteria.account_id), clock.now() + timedelta(1)
        )
    piece = stage.piece(cast.otto)
    assert ada.post(f"{address(piece)}/replies", body="Still here.").status_code == 303
    _use(ada, OTHER)
    assert ada.post(f"{address(piece)}/replies", body="Not here.").status_code == 403
    assert ada.get("/moderation/mine").status_code == 200


def test_a_block_of_one_name_is_none_of_the_other(
    stage: Stage, cast: Cast, ada: Visitor, wisteria: Person
) -> None:
    otto = stage.visitor(cast.otto)
    otto.post("/u/Ada/block", wish="block")
    piece = stage.piece(cast.otto)
    assert ada.post(f"{address(piece)}/replies", body="From Ada.").status_code != 303
    _use(ada, OTHER)
    assert ada.post(f"{address(piece)}/replies", body="From the other.").status_code == 303


def test_notices_of_one_name_are_not_among_the_others(
    stage: Stage, cast: Cast, ada: Visitor, wisteria: Person
) -> None:
    stage.reply(cast.otto, stage.piece(wisteria, title="A secret garden"), "How lovely.")
    assert "A secret garden" not in ada.get("/notifications").text
    assert "A secret garden" in _use(ada, OTHER).get("/notifications").text


def test_a_name_begins_as_a_newcomers(stage: Stage, cast: Cast, ada: Visitor) -> None:
    piece = stage.piece(cast.otto)
    _use(ada, OTHER).post(f"{address(piece)}/replies", body="By the fence.")
    assert "By the fence." not in stage.guest().get(address(piece)).text


def test_nobody_goes_over_to_a_name_that_is_not_theirs(app: Flask, ada: Visitor, stage: Stage) -> None:
    with app.app_context():
        ids = db.session.scalars(select(Persona.public_id)).all()
    otto = stage.visitor(stage.cast.otto)
    answers = [otto.post(f"/settings/pen-names/{each}/use").status_code for each in ids]
    assert answers.count(303) == 1, "their own"
    assert answers.count(404) == len(ids) - 1


def test_keys_are_changed_only_where_they_are_kept(stage: Stage, ada: Visitor, new_visitor: Come) -> None:
    elsewhere = _use(stage.visitor(stage.cast.ada), OTHER)
    _use(ada, OTHER)
    assert ada.post("/settings/password", new_password="ten paper boats at dusk").status_code == 403
    assert ada.post("/settings/recovery").status_code == 403
    assert "keys of your first pen name" in ada.get("/settings/signing-in").text
    assert ada.post("/settings/confirm", current_password=PASSWORD).status_code == 303
    _use(ada, "Ada")
    assert ada.post("/settings/password", new_password="ten paper boats at dusk").status_code == 303
    assert elsewhere.get("/settings").status_code == 303, "signed out under every name"


def test_there_are_as_many_as_the_operator_allows(app: Flask, ada: Visitor) -> None:
    assert ada.post("/settings/pen-names", pen_name="Third").status_code == 303
    assert ada.post("/settings/pen-names", pen_name="Fourth").status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count(KeyRing.account_id))) == 3


def test_without_the_setting_there_is_no_such_page(
    app: Flask, client: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PEN_NAMES", 1)
    client.pass_gate().sign_in(cast.otto)
    assert client.get("/settings/pen-names").status_code == 404
    assert client.post("/settings/pen-names", pen_name="Second").status_code == 403
    assert "/settings/pen-names" not in client.get("/settings").text


def test_a_taken_name_is_refused_in_words(ada: Visitor) -> None:
    refused = ada.post("/settings/pen-names", pen_name="Mira")
    assert refused.status_code == 400
    assert 'id="pen_name-error"' in refused.text


def test_the_name_with_the_keys_leaves_last(app: Flask, ada: Visitor, wisteria: Person) -> None:
    refused = ada.post("/settings/leaving", texts="erase")
    assert "leave with those first" in refused.text
    _use(ada, OTHER)
    assert ada.post("/settings/leaving", texts="erase").status_code == 303


def test_moderators_have_one_name_and_who_has_several_moderates_not(
    stage: Stage, cast: Cast, ada: Visitor
) -> None:
    assert stage.visitor(cast.mira).post("/settings/pen-names", pen_name="Myrrh").status_code == 403
    with stage.app.app_context(), writing(), pytest.raises(CannotModerate):
        appoint(SYSTEM, cast.ada.account_id, Role.MODERATOR)


def test_a_ring_is_read_by_its_members_only(app: Flask, cast: Cast, wisteria: Person) -> None:
    with app.app_context():
        both = [cast.ada.account_id, wisteria.account_id]
        assert key_rings.accounts_with(cast.ada.account_id) == both
        assert key_rings.accounts_with(wisteria.account_id) == both
        assert key_rings.accounts_with(cast.otto.account_id) == [cast.otto.account_id]
