"""How moderators share the work: parts of the queue, handing on, being spared, enough, reminders."""

from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from forum.access import SYSTEM
from forum.discussion.models import Visibility
from forum.lib.db import db
from forum.moderation import actions, jobs
from forum.moderation.actions.remind import remind
from forum.moderation.models import Case, Decision, Proposal
from forum.notifications.models import Notice, NoticeKind
from forum.schedule import SCHEDULE
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import REASONS, Stage, address, text_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def flagged(stage: Stage, cast: Cast, words: str = "Words.", reason: str = "spam") -> tuple[str, str]:
    """A piece by Ada that Tim flagged, and the address of its case."""
    piece = stage.piece(cast.ada, words, title=words)
    stage.flag(cast.tim, piece, reason=reason)
    return piece, f"/moderation/cases/{stage.case_on(piece)}"


def test_each_part_of_the_queue_shows_its_own(stage: Stage, cast: Cast) -> None:
    _piece, of_flags = flagged(stage, cast)
    held = stage.piece(cast.nell, "My first.", title="My first")
    of_held = f"/moderation/cases/{stage.case_on(held)}"
    done, of_done = flagged(stage, cast, "Decided already.")
    stage.decide(cast.otto, done, "approve")
    mira = stage.visitor(cast.mira)
    mira.get(of_held)
    mira.post(f"{of_flags}/escalate")
    shown = {
        tab: {
            case for case in (of_flags, of_held, of_done) if case in mira.get(f"/moderation?tab={tab}").text
        }
        for tab in ("open", "held", "appeals", "second", "escalated", "mine", "decided", "no such part")
    }
    assert shown == {
        "open": {of_flags, of_held},
        "held": {of_held},
        "appeals": set(),
        "second": set(),
        "escalated": {of_flags},
        "mine": {of_held},
        "decided": {of_done},
        "no such part": {of_flags, of_held},
    }


def test_a_case_that_was_passed_on_is_the_others(stage: Stage, cast: Cast) -> None:
    _piece, case = flagged(stage, cast)
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    mira.get(case)
    for _twice in range(2):
        assert mira.post(f"{case}/pass").status_code == 303
    assert case not in mira.get("/moderation").text
    page = otto.get("/moderation").text
    assert case in page
    assert "Mira is looking at it" not in page
    assert mira.get(case).status_code == 200, "whoever changes their mind may still open it"


def test_what_a_moderator_would_rather_not_read_is_left_to_others(stage: Stage, cast: Cast) -> None:
    _piece, hate = flagged(stage, cast, "One.", "hate")
    _other, spam = flagged(stage, cast, "Two.", "spam")
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    assert mira.post("/moderation/desk", spared="hate", cap="").status_code == 303
    assert hate not in mira.get("/moderation").text
    assert spam in mira.get("/moderation").text
    assert hate in otto.get("/moderation").text
    assert "checked" in mira.get("/moderation/desk").text
    assert mira.post("/moderation/desk", spared="no such reason", cap="").status_code == 303
    assert hate in mira.get("/moderation").text


def test_the_queue_says_when_it_is_enough_and_stops_nothing(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        mira = stage.visitor(cast.mira)
        mira.post("/moderation/desk", cap="1")
        assert "That is enough for today" not in mira.get("/moderation").text
        stage.decide(cast.mira, flagged(stage, cast)[0], "approve")
        assert "That is enough for today" in mira.get("/moderation").text
        stage.decide(cast.mira, flagged(stage, cast, "Another.")[0], "approve")
        time.shift(timedelta(days=1))
        assert "That is enough" not in stage.visitor(cast.mira).get("/moderation").text


def _chosen(stage: Stage, *pieces: str) -> list[str]:
    with stage.app.app_context():
        return [
            f"{case.public_id}:{case.version}"
            for piece in pieces
            for case in db.session.scalars(select(Case).where(Case.post_id == text_of(piece).id))
        ]


def _remove(moderator: Visitor, chosen: list[str], **fields: str) -> int:
    form = {"csrf_token": moderator.csrf_token(), "chosen": chosen, "rule": "3", "reasons": REASONS, **fields}
    return moderator.http.post("/moderation/removals", data=form).status_code


def test_spam_is_removed_at_once_with_a_decision_each(stage: Stage, cast: Cast) -> None:
    pieces = [flagged(stage, cast, f"Buy number {number}.")[0] for number in range(3)]
    mira = stage.visitor(cast.mira)
    assert _remove(mira, _chosen(stage, *pieces)) == 303
    assert stage.count(Decision) == 3
    guest = stage.guest()
    assert all("Buy number" not in guest.get(address(piece)).text for piece in pieces)
    assert stage.visitor(cast.ada).get("/moderation/mine").text.count("Your piece was removed") == 3


def test_of_many_at_once_all_go_or_none(stage: Stage, cast: Cast) -> None:
    pieces = [flagged(stage, cast, f"Buy number {number}.")[0] for number in range(2)]
    mira = stage.visitor(cast.mira)
    chosen = _chosen(stage, *pieces)
    stage.decide(cast.otto, pieces[1], "approve")
    assert _remove(mira, chosen) == 409
    assert _remove(mira, _chosen(stage, pieces[0]), rule="") == 400
    assert _remove(mira, _chosen(stage, pieces[0]), reasons=" ") == 400
    assert _remove(mira, []) == 400
    assert _remove(mira, ["nonsense", "a:b", ":"]) == 404
    with stage.app.app_context():
        assert text_of(pieces[0]).visibility == Visibility.PUBLISHED
    assert stage.count(Decision) == 1


def test_more_than_ten_at_once_need_a_second_moderator(stage: Stage, cast: Cast) -> None:
    pieces = [flagged(stage, cast, f"Buy number {number}.")[0] for number in range(11)]
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    assert _remove(mira, _chosen(stage, *pieces)) == 303
    assert stage.count(Decision) == 0
    assert otto.get("/moderation?tab=second").text.count("data-queue-item") == 11
    with stage.app.app_context():
        proposals = list(db.session.scalars(select(Proposal.public_id)))
    for proposal in proposals:
        assert otto.post(f"/moderation/proposals/{proposal}/confirm").status_code == 303
    assert stage.count(Decision) == 11


def test_what_everybody_is_spared_is_shown_to_all_when_it_is_overdue(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        _piece, case = flagged(stage, cast, reason="hate")
        stage.visitor(cast.mira).post("/moderation/desk", spared="hate", cap="")
        time.shift(timedelta(hours=73))
        assert case not in stage.visitor(cast.mira).get("/moderation").text
        _remind(stage)
        assert case in stage.visitor(cast.mira).get("/moderation").text


def test_moderators_are_reminded_once_of_what_waits_for_too_long(
    stage: Stage, cast: Cast, app: Flask
) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        flagged(stage, cast)
        time.shift(timedelta(hours=71))
        assert _remind(stage) == 0
        time.shift(timedelta(hours=2))
        assert _remind(stage) == 1
        assert _remind(stage) == 0
        with app.app_context():
            told = select(Notice.account_id).where(Notice.kind == NoticeKind.OVERDUE)
            moderators = {person.account_id for person in (cast.mira, cast.otto, cast.root)}
            assert set(db.session.scalars(told)) == moderators
        mira = stage.visitor(cast.mira)
        assert "should have been read by now" in mira.get("/notifications").text
        assert "overdue" in mira.get("/moderation").text


def _remind(stage: Stage) -> int:
    with stage.work():
        return remind(SYSTEM)


def test_reminding_is_a_job_of_the_schedule() -> None:
    assert jobs.remind_of_overdue in [each.job for each in SCHEDULE]


def test_a_template_begins_the_reasons_and_keeps_what_was_typed(stage: Stage, cast: Cast) -> None:
    _piece, case = flagged(stage, cast)
    mira = stage.visitor(cast.mira)
    page = mira.post(
        f"{case}/preview", template="1", reasons="First, thank you.", action="", version="1"
    ).text
    assert "First, thank you." in page
    assert "speaks of the person" in page
    assert stage.count(Decision) == 0
    with stage.work():
        again = actions.Verdict("remove", 1, REASONS)
        actions.draft(cast.mira.viewer, db.session.scalars(select(Case)).one(), again)
