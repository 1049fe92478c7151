"""Rules are worded in the product, keep their numbers and old wordings, and are agreed to again."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from forum.access import AccessRefused, Role
from forum.accounts.models import Account
from forum.lib.db import db, writing
from forum.moderation import queries
from forum.moderation.actions.word_rule import add_rule, retire_rule, reword_rule
from forum.moderation.models import RuleVersion
from forum.moderation.refusals import StaleRule
from forum.moderation.rules import FIRST_RULES, seed_rules
from tests.cast import PASSWORD, Cast, Person
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage, address

NEW = "Be kind, and patient as well."


def _reword(stage: Stage, cast: Cast, number: int = 1, text: str = NEW) -> None:
    with stage.work():
        newest = queries.wordings_of(cast.root.viewer, number)[0]
        reword_rule(cast.root.viewer, number, newest.version, "Be kind", text)


def _agreed(stage: Stage, person: Person) -> int:
    with stage.app.app_context():
        account = db.session.get(Account, person.account_id)
        assert account
        return account.rules_agreed_version


def _have_agreed(stage: Stage, cast: Cast) -> None:
    with stage.work():
        for account in db.session.scalars(select(Account)):
            account.rules_agreed_version = queries.newest_wording()


def test_an_administrator_words_a_rule_anew_and_the_old_wording_stays(stage: Stage, cast: Cast) -> None:
    root = stage.visitor(cast.root)
    page = root.get("/moderation/rules/1").text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    answer = root.post("/moderation/rules/1", version=version[1], title="Be kind", text=NEW)
    assert answer.status_code == 303
    guest = stage.new_visitor()
    assert NEW in guest.get("/about/rules").text
    assert "/about/rules?number=1&amp;version=1" in guest.get("/about/rules").text
    old = guest.get("/about/rules?number=1&version=1").text
    assert "No insults" in old
    assert NEW not in old
    with stage.app.app_context():
        assert queries.rule_in_force(1).version == 2  # type: ignore[union-attr]  # it is there
        assert len(queries.rules_in_force()) == len(FIRST_RULES)


def test_a_number_is_never_used_again(stage: Stage, cast: Cast) -> None:
    with stage.work():
        last = len(FIRST_RULES)
        retire_rule(cast.root.viewer, last, 1)
        assert queries.rule_in_force(last) is None
        assert add_rule(cast.root.viewer, "New", "Words.").number == last + 1
        assert seed_rules() == 0
        assert reword_rule(cast.root.viewer, last, 1, "Back", "Again.").version == 2
        assert queries.rule_in_force(last) is not None


def test_of_two_administrators_the_second_looks_again(stage: Stage, cast: Cast) -> None:
    _reword(stage, cast)
    root = stage.visitor(cast.root)
    answer = root.post("/moderation/rules/1", version="1", title="Mine", text="My own words.")
    assert answer.status_code == 409
    assert "My own words." in answer.text
    assert NEW in answer.text
    assert root.post("/moderation/rules/1/retire", version="1").status_code == 409
    with stage.work(), pytest.raises(StaleRule):
        reword_rule(cast.root.viewer, 1, 1, "Mine", "My own words.")


def test_only_administrators_word_rules(stage: Stage, cast: Cast) -> None:
    before = stage.count(RuleVersion)
    for person in (cast.mira, cast.ada, cast.bo):
        visitor = stage.visitor(person)
        fields = {"version": "1", "title": "Mine", "text": "Words."}
        answers = (
            visitor.get("/moderation/rules"),
            visitor.get("/moderation/rules/1"),
            visitor.post("/moderation/rules", **fields),
            visitor.post("/moderation/rules/1", **fields),
            visitor.post("/moderation/rules/1/retire", version="1"),
        )
        assert {answer.status_code for answer in answers} == {403}
    assert stage.count(RuleVersion) == before
    for number in ("0", "99", "99999", "99999999999", "x"):
        assert stage.visitor(cast.root).get(f"/moderation/rules/{number}").status_code == 404


def test_an_empty_wording_comes_back_with_what_was_typed(stage: Stage, cast: Cast) -> None:
    root = stage.visitor(cast.root)
    for path in ("/moderation/rules", "/moderation/rules/1"):
        answer = root.post(path, version="1", title="A title of mine", text=" ")
        assert answer.status_code == 400
        assert "A title of mine" in answer.text


def test_odd_wordings_are_not_found(stage: Stage) -> None:
    guest = stage.new_visitor()
    for query in ("number=1", "number=1&version=2", "number=x&version=1", "number=99999&version=99999"):
        assert guest.get(f"/about/rules?{query}").status_code == 404


def test_whoever_joins_agrees_to_what_is_in_force(stage: Stage, cast: Cast) -> None:
    _reword(stage, cast)
    visitor = stage.guest()
    visitor.post("/join", sign_in_name="somebody new here", pen_name="Newly", password=PASSWORD)
    with stage.app.app_context():
        newest = db.session.scalars(select(Account).order_by(Account.id.desc())).first()
        assert newest
        assert newest.rules_agreed_version == queries.newest_wording() > 0


def test_members_are_shown_what_changed_at_their_next_sign_in(stage: Stage, cast: Cast) -> None:
    _have_agreed(stage, cast)
    assert _sign_in(stage.guest(), cast.ada) == "/s/essays"
    _reword(stage, cast)
    ada = stage.guest()
    there = _sign_in(ada, cast.ada)
    assert there == "/moderation/rules/agree?next=/s/essays"
    page = ada.get(there).text
    assert NEW in page
    assert "No insults" in page
    assert "Let people stay unknown" not in page
    assert ada.get("/s/essays").status_code == 200, "until then they may read"
    shown = re.search(r'name="shown" value="(\d+)"', page)
    assert shown
    answer = ada.post("/moderation/rules/agree", shown=shown[1], next="/s/essays")
    assert answer.location == "/s/essays"
    assert _agreed(stage, cast.ada) == int(shown[1])
    assert _sign_in(stage.guest(), cast.ada) == "/s/essays"


def test_writing_leads_to_the_rules_and_keeps_the_text(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.otto)
    _have_agreed(stage, cast)
    ada = stage.visitor(cast.ada)
    _reword(stage, cast)
    path = f"{address(piece)}/replies"
    held_up = ada.post(path, body="Words that must not be lost.")
    assert held_up.status_code == 403
    assert NEW in held_up.text
    assert "Words that must not be lost." in held_up.text
    assert ada.get("/s/essays/new").location == "/moderation/rules/agree?next=/s/essays/new"
    fields = dict(re.findall(r'name="(carry[^"]*)" value="([^"]*)"', held_up.text))
    shown = re.search(r'name="shown" value="(\d+)"', held_up.text)
    assert shown
    again = ada.post("/moderation/rules/agree", shown=shown[1], **fields)
    assert again.status_code == 200
    assert f'action="{path}"' in again.text
    assert ada.post(path, body="Words that must not be lost.").status_code == 303


def test_nobody_agrees_to_what_they_were_not_shown(stage: Stage, cast: Cast) -> None:
    _have_agreed(stage, cast)
    ada = stage.visitor(cast.ada)
    _reword(stage, cast)
    with stage.app.app_context():
        seen = queries.newest_wording()
    _reword(stage, cast, number=2, text="Another one.")
    answer = ada.post("/moderation/rules/agree", shown=str(seen), next="/")
    assert answer.status_code == 200
    assert "Another one." in answer.text
    assert _agreed(stage, cast.ada) == seen
    ada.post("/moderation/rules/agree", shown="99999999", next="/")
    with stage.app.app_context():
        assert not queries.is_behind(cast.ada.viewer)
    assert _agreed(stage, cast.ada) < 99999999


def test_other_things_than_writing_need_no_agreement(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    on = stage.reply(cast.otto, piece)
    _have_agreed(stage, cast)
    ada = stage.visitor(cast.ada)
    _reword(stage, cast)
    assert ada.post("/flag", on=on, reason="harassment", words="Please look.").status_code == 303
    assert ada.post(f"{address(piece)}/withdraw").status_code == 303
    assert ada.get("/moderation/rules/agree?next=//elsewhere.example").status_code == 200


def test_the_operator_lists_shows_and_loads_rules(sqlite_app: Flask, tmp_path: Path) -> None:
    with sqlite_app.app_context(), writing():
        seed_rules()
        db.session.commit()
        before = len(queries.rules_in_force())
    file = tmp_path / "rules.toml"
    first, added = '[[rule]]\nnumber = 1\ntitle = "Be kind"\ntext = "Shorter."\n', '[[rule]]\ntitle = "New"\n'
    file.write_text(f'{first}{added}text = "Words."')
    run = sqlite_app.test_cli_runner()
    load = ["alcove", "rules", "load", str(file)]
    said, said_again = (run.invoke(args=load).output for _time in range(2))
    assert "1. Be kind: version 2" in said
    assert f"{before + 1}. New: added" in said
    assert "1. Be kind: as it was" in said_again
    for arguments in ([], ["list"]):
        assert "1. Be kind (version 2" in run.invoke(args=["alcove", "rules", *arguments]).output
    shown = run.invoke(args=["alcove", "rules", "show", "1"]).output
    assert shown.index("Shorter.") < shown.index("No insults")
    assert run.invoke(args=["alcove", "rules", "show", "99"]).exit_code != 0
    faulty = ("", "rule = 1", '[[rule]]\ntitle = "T"', '[[rule]]\nnumber = 99\ntitle = "T"\ntext = "W"', "[[")
    for text in (
        *faulty,
        '[[rule]]\ntitle = "T"\ntext = "W"\nextra = 1',
        '[[rule]]\nnumber="1"\ntitle="T"\ntext="W"',
    ):
        file.write_text(text)
        result = run.invoke(args=["alcove", "rules", "load", str(file)])
        assert result.exit_code != 0, text
        assert result.output.startswith("Error: "), text


def test_a_moderator_is_no_administrator_to_the_actions_either(stage: Stage, cast: Cast) -> None:
    assert cast.mira.viewer.role < Role.ADMINISTRATOR
    with stage.work(), pytest.raises(AccessRefused):
        add_rule(cast.mira.viewer, "Mine", "Words.")


def _sign_in(visitor: Visitor, person: Person) -> str:
    """Where they are led who sign in on the way to the essays."""
    fields = {"sign_in_name": person.sign_in_name, "password": PASSWORD, "next": "/s/essays"}
    return visitor.post("/sign-in", **fields).location
