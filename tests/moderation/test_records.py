"""Statements, the log, one's own moderation and the rules: who reads what."""

import pytest
from sqlalchemy import select

from forum.access import AccessRefused
from forum.lib import ids
from forum.lib.db import db
from forum.moderation import queries
from forum.moderation.models import Decision, LogEntry, RuleVersion
from forum.moderation.queries.log import ENTRIES_A_PAGE
from forum.moderation.rules import FIRST_RULES, seed_rules
from tests.cast import Cast
from tests.moderation.stage import Stage, link_to


@pytest.fixture
def letter(stage: Stage, cast: Cast, flagged: str) -> str:
    """Where the statement about Root's removed reply stands."""
    return f"/moderation/statements/{stage.decide(cast.mira, flagged, 'remove', rule=1)}"


def test_a_statement_is_for_its_author_and_for_moderators(stage: Stage, cast: Cast, letter: str) -> None:
    answers = {
        person.pen_name: stage.new_visitor().pass_gate().sign_in(person).get(letter).status_code
        for person in cast.people
    }
    readers = {name for name, status in answers.items() if status == 200}
    assert readers == {"Rooty", "Mira", "Otto"}
    assert {status for status in answers.values() if status != 200} == {404}
    unknown = stage.visitor(cast.ada).get(f"/moderation/statements/{ids.new_id()}")
    hidden = stage.visitor(cast.ada).get(letter)
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    guest = stage.guest().get(letter)
    assert guest.status_code == 303
    assert guest.location.startswith("/sign-in")


def test_a_suspended_author_reads_their_statement(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    with stage.work():
        decision = Decision(**_columns(stage, cast, piece), subject_persona_id=cast.bo.persona_id)
        db.session.add(decision)
        db.session.flush()
        address = f"/moderation/statements/{decision.public_id}"
    assert stage.visitor(cast.bo).get(address).status_code == 200


def test_a_statement_keeps_the_wording_of_the_rule_it_cites(stage: Stage, cast: Cast, letter: str) -> None:
    with stage.work():
        rule = db.session.scalars(select(RuleVersion).where(RuleVersion.number == 1)).one()
        rule.retired_on = rule.adopted_on
        db.session.add(
            RuleVersion(number=1, version=2, title="Be very kind", text="More.", adopted_on=rule.adopted_on)
        )
    page = stage.visitor(cast.root).get(letter).text
    assert "Be kind" in page
    assert "version 1" in page
    assert "Be very kind" not in page
    with stage.app.app_context():
        assert queries.rules_in_force()[0].title == "Be very kind"


def test_a_statement_names_no_moderator_and_no_flagger(stage: Stage, cast: Cast, letter: str) -> None:
    page = stage.visitor(cast.root).get(letter).text
    main = page[page.index("<main") : page.index("</main>")]
    for secret in ("Mira", "Ada", "It mocks the author."):
        assert secret not in main


def test_the_log_is_behind_the_gate_and_goes_on_page_by_page(stage: Stage, cast: Cast, letter: str) -> None:
    with stage.work():
        entry = db.session.scalars(select(LogEntry)).one()
        for _number in range(ENTRIES_A_PAGE):
            db.session.add(LogEntry(on=entry.on, role="moderator", action="approve", kind="post"))
    assert stage.new_visitor().get("/moderation/log").status_code == 403
    guest = stage.guest()
    first = guest.get("/moderation/log")
    assert first.text.count("Approved") == ENTRIES_A_PAGE
    assert "Removed" not in first.text
    second = guest.get(link_to(first, "/moderation/log?page="))
    assert "Removed" in second.text
    assert "/moderation/statements/" not in second.text
    assert guest.get(f"/moderation/log?page={ids.new_id()}").status_code == 404


def test_my_moderation_holds_only_what_is_mine(stage: Stage, cast: Cast, letter: str) -> None:
    assert letter in stage.visitor(cast.root).get("/moderation/mine").text
    ada = stage.visitor(cast.ada).get("/moderation/mine").text
    assert letter not in ada
    assert "A moderator removed it." in ada
    bo = stage.visitor(cast.bo).get("/moderation/mine").text
    assert "You have not flagged anything." in bo
    assert stage.guest().get("/moderation/mine").status_code == 303


def test_the_first_rules_are_written_once(stage: Stage) -> None:
    with stage.work():
        assert seed_rules() == 0
        rules = queries.rules_in_force()
        assert [rule.number for rule in rules] == list(range(1, len(FIRST_RULES) + 1))
        assert 8 <= len(rules) <= 10
        db.session.delete(rules[2])
        db.session.flush()
        assert seed_rules() == 1


def test_who_is_no_moderator_sees_neither_queue_nor_case(stage: Stage, cast: Cast, flagged: str) -> None:
    case = f"/moderation/cases/{stage.case_on(flagged)}"
    for person in (cast.ada, cast.bo, cast.nell):
        visitor = stage.visitor(person)
        for address in ("/moderation", case):
            assert visitor.get(address).status_code == 403
        assert visitor.post(f"{case}/decisions", action="approve", version="1").status_code == 403
        with stage.app.app_context():
            assert queries.open_case_count(person.viewer) == 0
    assert stage.guest().get("/moderation").status_code == 303
    mira = stage.visitor(cast.mira)
    assert mira.get(f"/moderation/cases/{ids.new_id()}").status_code == 404
    assert mira.get("/moderation/cases/x").status_code == 404
    for on in ("", "reply:", f"reply:{ids.new_id()}", "space:essays", "\0"):
        assert mira.post("/moderation/cases", on=on).status_code == 404


def test_an_unknown_page_of_the_queue_is_not_found(stage: Stage, cast: Cast) -> None:
    with stage.app.app_context(), pytest.raises(AccessRefused):
        queries.queue(cast.mira.viewer, after=ids.new_id())


def _columns(stage: Stage, cast: Cast, on: str) -> dict[str, object]:
    stage.flag(cast.root, on)
    decided = stage.decide(cast.mira, on, "approve")
    with stage.app.app_context():
        row = db.session.scalars(select(Decision).where(Decision.public_id == decided)).one()
        left_out = {"id", "public_id", "subject_persona_id"}
        return {
            column.key: getattr(row, column.key)
            for column in Decision.__table__.columns
            if column.key not in left_out
        }
