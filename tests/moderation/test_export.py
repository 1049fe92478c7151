"""Decisions as a file, in the field names of the Commission's database and without anything personal."""

import csv
from io import StringIO

import pytest

from forum.access import AccessRefused
from forum.moderation import actions
from forum.moderation.models import Decision
from forum.moderation.queries import export
from tests.cast import Cast
from tests.moderation.stage import REASONS, WORDS, Stage, address, text_of

PATH = "/moderation/decisions.csv"


def _rows(stage: Stage, cast: Cast) -> list[dict[str, str]]:
    answer = stage.visitor(cast.root).get(PATH)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(answer.text)))


def test_each_restriction_is_a_statement_in_the_fields_of_the_database(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    public_id = stage.decide(cast.mira, flagged, "remove", rule=1)
    stage.decide(cast.otto, stage.piece(cast.ada), "lock", rule=2)
    removal, lock = _rows(stage, cast)
    assert removal["puid"] == public_id
    assert removal["decision_visibility"] == '["DECISION_VISIBILITY_CONTENT_REMOVED"]'
    assert removal["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert removal["incompatible_content_ground"] == "Rule 1, version 1: Be kind"
    assert removal["source_type"] == "SOURCE_TYPE_OTHER_NOTIFICATION"
    assert removal["automated_decision"] == "AUTOMATED_DECISION_NOT_AUTOMATED"
    assert removal["content_type"] == '["CONTENT_TYPE_TEXT"]'
    assert lock["decision_visibility"] == '["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED"]'
    assert lock["source_type"] == "SOURCE_VOLUNTARY"


def test_what_restricts_nothing_is_no_statement(stage: Stage, cast: Cast, flagged: str) -> None:
    stage.decide(cast.mira, flagged, "approve")
    assert _rows(stage, cast) == []


def test_nothing_personal_stands_in_the_file(stage: Stage, cast: Cast, flagged: str) -> None:
    stage.decide(cast.mira, flagged, "remove", rule=1)
    text = stage.visitor(cast.root).get(PATH).text
    for secret in ("Mira", "Ada", "Rooty", REASONS, WORDS, address(flagged).rsplit("/", 1)[1]):
        assert secret not in text


def test_only_administrators_take_it_away(stage: Stage, cast: Cast) -> None:
    for person in (cast.mira, cast.ada):
        assert stage.visitor(person).get(PATH).status_code == 403
    with stage.app.app_context(), pytest.raises(AccessRefused):
        list(export.reported_decisions(cast.mira.viewer))


def test_a_rule_cannot_become_a_formula(stage: Stage, cast: Cast, flagged: str) -> None:
    root = stage.visitor(cast.root)
    root.post("/moderation/rules/1", version="1", title="Be kind", text='=HYPERLINK("https://x.example")')
    stage.decide(cast.mira, flagged, "remove", rule=1)
    [row] = _rows(stage, cast)
    assert row["incompatible_content_explanation"].startswith("'=")


def test_a_suspension_has_its_end(stage: Stage, cast: Cast) -> None:
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(stage.piece(cast.ada)))
        verdict = actions.Verdict("suspend", 2, REASONS, details={"hours": "24"})
        made = actions.decide(cast.mira.viewer, case, verdict, case.version)
        assert isinstance(made, Decision)
        assert made.in_force_until is not None
        end = made.in_force_until.date().isoformat()
    [row] = _rows(stage, cast)
    assert row["decision_account"] == "DECISION_ACCOUNT_SUSPENDED"
    assert row["end_date_account_restriction"] == end
    assert row["end_date_visibility_restriction"] == ""


def test_more_than_a_batch_is_whole(stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "AT_ONCE", 2)
    piece = stage.piece(cast.root)
    replies = [stage.reply(cast.ada, piece, f"Goose number {number}.") for number in range(5)]
    removed = [stage.decide(cast.mira, reply, "remove", rule=1) for reply in replies]
    assert [row["puid"] for row in _rows(stage, cast)] == removed
