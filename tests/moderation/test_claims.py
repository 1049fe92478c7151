"""Claims, and what becomes of a case when its text goes or stays."""

from datetime import UTC, datetime, timedelta

import time_machine

from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import Visibility
from forum.moderation.models import Decision
from tests.cast import Cast
from tests.moderation.stage import Stage, text_of


def test_opening_claims_and_the_claim_lapses(stage: Stage, cast: Cast, flagged: str) -> None:
    now = datetime.now(UTC)
    with time_machine.travel(now, tick=False) as time:
        mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
        where = f"/moderation/cases/{stage.case_on(flagged)}"
        mira.get(where)
        assert "You are looking at it" in mira.get("/moderation").text
        assert "Mira is looking at it" in otto.get("/moderation").text
        time.shift(timedelta(minutes=14))
        assert "Mira is looking at this" in otto.get(where).text
        time.shift(timedelta(minutes=2))
        assert "is looking at" not in otto.get("/moderation").text
        assert "Mira is looking at this" not in otto.get(where).text
        assert "Otto is looking at this" in mira.get(where).text


def test_a_case_can_be_taken_over(stage: Stage, cast: Cast, flagged: str) -> None:
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    where = f"/moderation/cases/{stage.case_on(flagged)}"
    mira.get(where)
    assert otto.post(f"{where}/claim").status_code == 303
    assert "Otto is looking at this" in mira.get(where).text


def test_a_held_text_that_its_author_takes_back_waits_no_longer(stage: Stage, cast: Cast) -> None:
    held = stage.reply(cast.nell, stage.piece(cast.ada), "Good evening.")
    case = stage.case_on(held)
    with stage.work():
        withdraw(cast.nell.viewer, text_of(held))
    mira = stage.visitor(cast.mira)
    assert "Nothing waits" in mira.get("/moderation").text
    page = mira.get(f"/moderation/cases/{case}")
    assert "The author took the text back" in page.text
    refused = mira.post(f"/moderation/cases/{case}/decisions", action="approve", version="1")
    assert refused.status_code == 409
    assert stage.count(Decision) == 0


def test_a_flagged_text_that_its_author_takes_back_is_still_decided(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    with stage.work():
        withdraw(cast.root.viewer, text_of(flagged))
    stage.decide(cast.mira, flagged, "remove", rule=1)
    stage.decide(cast.mira, flagged, "restore")
    with stage.app.app_context():
        assert text_of(flagged).visibility == Visibility.WITHDRAWN


def test_an_approved_newcomer_is_counted_once(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    for words in ("First.", "Second."):
        stage.decide(cast.mira, stage.reply(cast.nell, piece, words), "approve")
    third = stage.reply(cast.nell, piece, "Third.")
    with stage.app.app_context():
        assert text_of(third).visibility == Visibility.PUBLISHED
