"""What moderators did in numbers: public, counted up to yesterday, and nothing of it about a few."""

import json
from datetime import date, timedelta

import time_machine

from forum.lib import clock
from forum.lib.db import db
from forum.lib.ids import new_id
from forum.moderation import queries
from forum.moderation.models import Decision, DecisionAction
from forum.moderation.queries.figures import HalfYear
from forum.moderation.small_cells import Kept
from tests.cast import Cast
from tests.moderation.stage import Stage

REMOVED = 6


def _removals(stage: Stage, cast: Cast, many: int = REMOVED) -> None:
    """Each flagged by Ada, and removed by Mira under rule 1."""
    piece = stage.piece(cast.ada)
    for _number in range(many):
        on = stage.reply(cast.root, piece, f"You old goose {new_id()}.")
        stage.flag(cast.ada, on)
        stage.decide(cast.mira, on, "remove", rule=1)


def _days_later(days: int = 1) -> time_machine.travel:
    return time_machine.travel(clock.now() + timedelta(days=days), tick=False)


def test_everybody_reads_the_figures_without_the_gate(stage: Stage, cast: Cast) -> None:
    assert "Nothing has been decided" in stage.new_visitor().get("/about/transparency").text
    _removals(stage, cast)
    with _days_later():
        page = stage.new_visitor().get("/about/transparency")
        assert page.status_code == 200
        assert "fewer than 5" in page.text
        assert "Harassment" in page.text
        assert 'href="/about/transparency"' in stage.new_visitor().get("/about").text


def test_the_day_at_hand_is_not_counted_yet(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    with stage.app.app_context():
        assert queries.figures() == ()
        with _days_later():
            [half_year] = queries.figures()
    assert half_year.by_action
    assert half_year.by_action.cells["remove"] == REMOVED


def test_small_counts_and_what_would_tell_them_are_kept_back(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    on = stage.reply(cast.root, stage.piece(cast.ada))
    stage.flag(cast.ada, on)
    stage.decide(cast.mira, on, "approve")
    with stage.app.app_context(), _days_later():
        [figures] = queries.figures()
    assert figures.by_action
    assert figures.by_action.cells["approve"] is Kept.FEW
    assert figures.by_action.total is None
    assert figures.flags
    assert figures.flags.cells == {
        code: 7 if code == "harassment" else Kept.FEW for code in figures.flags.cells
    }
    assert figures.upheld_share is None
    assert figures.decided_by_software == 0
    assert figures.median_hours == 0


def test_machines_read_the_same(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    with _days_later():
        answer = stage.new_visitor().get("/about/transparency.json")
        told = json.loads(answer.text)
    assert answer.mimetype == "application/json"
    assert told["smallest_count_shown"] == 5
    [half_year] = told["half_years"]
    assert half_year["decisions_by_action"]["cells"]["remove"] == {"count": REMOVED}
    assert half_year["decisions_by_action"]["cells"]["ban"] == {"count": None, "kept_back": "fewer_than_5"}
    assert half_year["decisions_by_rule"]["cells"]["1"] == {"count": REMOVED}


def test_figures_stand_in_the_half_year_in_which_things_were_done(stage: Stage, cast: Cast) -> None:
    with time_machine.travel("2026-06-30 22:00 +0000", tick=False):
        _removals(stage, cast)
    with time_machine.travel("2026-07-01 22:00 +0000", tick=False):
        _removals(stage, cast, 8)
    with time_machine.travel("2026-07-05 12:00 +0000", tick=False), stage.app.app_context():
        newer, older = queries.figures()
    assert (newer.half_year, older.half_year) == (HalfYear(2026, 2), HalfYear(2026, 1))
    assert newer.by_action
    assert older.by_action
    assert (newer.by_action.cells["remove"], older.by_action.cells["remove"]) == (8, REMOVED)


def test_what_is_kept_in_memory_is_made_anew_when_something_was_counted(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    with _days_later(), stage.app.app_context():
        assert queries.figures() is queries.figures()
    with _days_later(2):
        _removals(stage, cast)
    with _days_later(3), stage.app.app_context():
        [figures] = queries.figures()
    assert figures.by_action
    assert figures.by_action.cells["remove"] == 2 * REMOVED


def test_the_share_upheld_and_the_middle_time_are_of_all(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    with stage.work():
        for number, decision in enumerate(db.session.query(Decision)):
            decision.action = DecisionAction.UPHOLD if number < 5 else DecisionAction.REVERSE
            decision.decided_at = decision.case.opened_at + timedelta(hours=3)
    _removals(stage, cast, 4)
    with stage.work():
        for decision in db.session.query(Decision).filter_by(action="remove"):
            decision.action = DecisionAction.REVERSE
            decision.decided_at = decision.case.opened_at + timedelta(hours=3)
    with _days_later(2), stage.app.app_context():
        figures = queries.figures()[0]
    assert figures.upheld_share == 50
    assert figures.median_hours == 3


def test_half_years_follow_each_other() -> None:
    assert HalfYear.of(date(2026, 6, 30)) == HalfYear(2026, 1)
    assert HalfYear(2026, 1).earlier == HalfYear(2025, 2)
    assert HalfYear(2025, 2).first_day == date(2025, 7, 1)
    assert HalfYear(2025, 2).earlier.first_day == date(2025, 1, 1)


def test_no_name_and_no_word_stands_in_the_figures(stage: Stage, cast: Cast) -> None:
    _removals(stage, cast)
    with _days_later():
        pages = [stage.new_visitor().get(f"/about/transparency{kind}").text for kind in ("", ".json")]
    for secret in ("Mira", "Ada", "Rooty", "It mocks the author."):
        assert not any(secret in page for page in pages)
