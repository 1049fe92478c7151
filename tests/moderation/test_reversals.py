"""What comes of an appeal: the decision stays, or another moderator undoes all that it did."""

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum import retention
from forum.access import Refused
from forum.accounts.models import Account
from forum.accounts.policy import BANNED
from forum.discussion.models import Post, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.models import Case, Decision, DecisionAction, Flag, FlagOutcome, LogEntry
from tests.cast import Cast, Person
from tests.moderation.appealing import WHY, WORDS, appeal, case_of, decision_of, refusal, settle
from tests.moderation.stage import REASONS, Stage, address, link_to, text_of, version_on


def test_upheld_the_text_stays_away_and_its_author_reads_why(stage: Stage, cast: Cast, flagged: str) -> None:
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    case = appeal(stage, cast.root, removed)
    settle(stage, cast.otto, case, "uphold")
    assert _visibility(stage, flagged) == Visibility.REMOVED
    root = stage.visitor(cast.root)
    notices = root.get("/notifications")
    assert "Another moderator has read your appeal. The decision stays." in notices.text
    letter = root.get(root.get(link_to(notices, "/notifications/")).location)
    for words in ("The decision stays after your appeal", WHY, "You appealed.", "no second one here"):
        assert words in letter.text
    mine = root.get("/moderation/mine")
    assert "The decision stays after your appeal" in mine.text
    with stage.app.app_context():
        flag = db.session.scalars(select(Flag)).one()
        assert flag.outcome == FlagOutcome.AGREED
    assert "back" not in stage.visitor(cast.ada).get("/notifications").text


def test_reversed_by_the_second_moderator_the_first_is_refused(
    stage: Stage, cast: Cast, flagged: str
) -> None:
    with stage.app.app_context():
        piece = f"post:{text_of(flagged).post.public_id}"  # type: ignore[union-attr]  # it is a reply
    after = stage.reply(cast.nell, piece, "Good evening.")
    mira, otto, root = stage.visitor(cast.mira), stage.visitor(cast.otto), stage.visitor(cast.root)
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    root.post(f"/moderation/statements/{removed}/appeal", words=WORDS)
    case = _appeals_case(stage)
    assert WORDS in otto.get(f"/moderation/cases/{case}").text
    page = mira.get(f"/moderation/cases/{case}")
    assert "You made the decision that this is about" in page.text
    where = f"/moderation/cases/{case}/decisions"
    verdict = {
        "action": "reverse",
        "reasons": WHY,
        "version": version_on(otto.get(f"/moderation/cases/{case}")),
    }
    assert mira.post(where, **verdict).status_code == 403
    assert _visibility(stage, flagged) == Visibility.REMOVED

    assert otto.post(where, **verdict).status_code == 303
    thread = stage.guest().get(address(piece)).text
    assert "You old goose." in thread
    stage.decide(cast.mira, after, "approve")
    thread = stage.guest().get(address(piece)).text
    assert thread.index("You old goose.") < thread.index("Good evening.")
    assert "Your appeal was right" in root.get("/notifications").text
    with stage.app.app_context():
        reversal = db.session.scalars(select(Decision).where(Decision.action == "reverse")).one()
        assert reversal.overturns is not None
        assert reversal.overturns.public_id == removed
    assert "Undone on appeal" in root.get(f"/moderation/statements/{removed}").text
    assert "Reversed on appeal" in stage.guest().get("/moderation/log").text


def test_flaggers_hear_of_a_reversal_too(stage: Stage, cast: Cast, flagged: str) -> None:
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    settle(stage, cast.otto, appeal(stage, cast.root, removed), "reverse")
    notices = stage.visitor(cast.ada).get("/notifications").text
    assert "is back in its place after an appeal" in notices
    assert "A moderator removed what you flagged." not in notices
    with stage.app.app_context():
        flag = db.session.scalars(select(Flag)).one()
        assert flag.outcome == FlagOutcome.DISAGREED
        assert flag.decision_id == decision_of(removed).id


def test_a_text_that_was_never_shown_appears(stage: Stage, cast: Cast) -> None:
    waiting = stage.reply(cast.nell, stage.piece(cast.ada), "Good evening.")
    refused = stage.decide(cast.mira, waiting, "remove", rule=3)
    settle(stage, cast.otto, appeal(stage, cast.nell, refused), "reverse")
    assert _visibility(stage, waiting) == Visibility.PUBLISHED


def test_what_was_removed_anew_stays_removed(stage: Stage, cast: Cast, flagged: str) -> None:
    first = stage.decide(cast.mira, flagged, "remove", rule=1)
    stage.decide(cast.mira, flagged, "restore")
    stage.decide(cast.mira, flagged, "remove", rule=2)
    settle(stage, cast.otto, appeal(stage, cast.root, first), "reverse")
    assert _visibility(stage, flagged) == Visibility.REMOVED


@pytest.mark.parametrize("action", ["suspend", "ban", "limit"])
def test_a_suspended_member_appeals_and_takes_part_again(stage: Stage, cast: Cast, action: str) -> None:
    piece = stage.piece(cast.ada)
    decision = _against(stage, cast.mira, stage.reply(cast.nell, piece), action)
    nell = stage.visitor(cast.nell)
    assert nell.post(f"/moderation/statements/{decision}/appeal", words=WORDS).status_code == 303
    settle(stage, cast.otto, _appeals_case(stage), "reverse")
    assert _ends(stage, cast.nell) == (None, None)


def test_a_warning_that_was_reversed_is_said_to_be(stage: Stage, cast: Cast) -> None:
    warning = _against(stage, cast.mira, stage.piece(cast.ada), "warn")
    settle(stage, cast.otto, appeal(stage, cast.ada, warning), "reverse")
    assert "Undone on appeal" in stage.visitor(cast.ada).get(f"/moderation/statements/{warning}").text


def test_other_suspensions_stay(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    _against(stage, cast.mira, stage.reply(cast.nell, piece), "suspend", hours="72")
    limit = _against(stage, cast.mira, stage.reply(cast.nell, piece), "limit")
    ban = _against(stage, cast.mira, stage.piece(cast.nell), "ban")
    assert _ends(stage, cast.nell)[0] == BANNED
    settle(stage, cast.otto, appeal(stage, cast.nell, ban), "reverse")
    suspended, limited = _ends(stage, cast.nell)
    now = clock.now()
    assert suspended is not None
    assert timedelta(hours=71) < suspended - now <= timedelta(hours=72)
    assert limited is not None
    settle(stage, cast.otto, appeal(stage, cast.nell, limit), "reverse")
    suspended, limited = _ends(stage, cast.nell)
    assert suspended is not None
    assert limited is None


def test_what_was_lifted_does_not_come_back(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    _against(stage, cast.mira, stage.reply(cast.nell, piece), "suspend", hours="720")
    _against(stage, cast.mira, stage.reply(cast.nell, piece), "lift", rule=None)
    later = _against(stage, cast.mira, stage.reply(cast.nell, piece), "suspend", hours="24")
    settle(stage, cast.otto, appeal(stage, cast.nell, later), "reverse")
    assert _ends(stage, cast.nell) == (None, None)


@pytest.mark.parametrize(
    ("action", "details"),
    [("lock", {}), ("slow", {"hours": "24", "minutes": "15"}), ("require_note", {"note": "loss"})],
)
def test_what_was_done_to_a_conversation_is_undone(
    stage: Stage, cast: Cast, action: str, details: dict[str, str]
) -> None:
    piece = stage.piece(cast.ada)
    before = _piece(stage, piece)
    decision = _against(stage, cast.mira, piece, action, rule=None, **details)
    assert _piece(stage, piece) != before
    settle(stage, cast.otto, appeal(stage, cast.ada, decision), "reverse")
    assert _piece(stage, piece) == before


def test_the_log_names_the_banned_and_only_while_they_are(stage: Stage, cast: Cast) -> None:
    _against(stage, cast.mira, stage.piece(cast.ada), "suspend")
    ban = _against(stage, cast.mira, stage.piece(cast.nell), "ban")
    log = stage.guest().get("/moderation/log").text
    assert "Nell" in log
    assert "Ada" not in log
    settle(stage, cast.otto, appeal(stage, cast.nell, ban), "reverse")
    log = stage.guest().get("/moderation/log").text
    assert "Banned" in log
    assert "Nell" not in log


@pytest.mark.parametrize(("appealed_on", "words_stay"), [(None, False), (183, True)])
def test_the_words_are_kept_for_as_long_as_they_can_come_back(
    stage: Stage, cast: Cast, flagged: str, appealed_on: int | None, words_stay: bool
) -> None:
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    start = clock.now()
    case = None
    if appealed_on is not None:
        with time_machine.travel(start + timedelta(days=appealed_on), tick=False):
            with stage.work():
                retention.enforce()
            case = appeal(stage, cast.root, removed)
    with time_machine.travel(start + timedelta(days=200), tick=False):
        with stage.work():
            retention.enforce()
        if case is not None:
            settle(stage, cast.otto, case, "reverse")
        with stage.app.app_context():
            assert bool(text_of(flagged).source) is words_stay


def test_nobody_reverses_twice(stage: Stage, cast: Cast, flagged: str) -> None:
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    case = appeal(stage, cast.root, removed)
    reversal = settle(stage, cast.otto, case, "reverse")
    assert refusal(lambda: appeal(stage, cast.root, reversal)) == Refused("no_appeal")
    with stage.app.app_context():
        assert case_of(case).state == "decided"
        assert len(db.session.scalars(select(LogEntry).where(LogEntry.action == "reverse")).all()) == 1


def _against(
    stage: Stage, moderator: Person, on: str, action: str, rule: int | None = 1, **details: str
) -> str:
    if action in {DecisionAction.SUSPEND, DecisionAction.LIMIT}:
        details.setdefault("hours", "24")
    with stage.work():
        case = actions.open_own_case(moderator.viewer, text_of(on))
        verdict = actions.Verdict(action, rule, REASONS, details=details)
        made = actions.decide(moderator.viewer, case, verdict, case.version)
        if isinstance(made, Decision):
            return made.public_id
        return actions.confirm(stage.cast.root.viewer, made).public_id


def _visibility(stage: Stage, on: str) -> str:
    with stage.app.app_context():
        return text_of(on).visibility


def _ends(stage: Stage, person: Person) -> tuple[datetime | None, datetime | None]:
    with stage.app.app_context():
        account = db.session.get_one(Account, person.account_id)
        return account.suspended_until, account.limited_until


def _piece(stage: Stage, on: str) -> tuple[object, ...]:
    with stage.app.app_context():
        post = text_of(on)
        assert isinstance(post, Post)
        now = clock.now()
        is_slow = post.slow_until is not None and post.slow_until > now
        return post.locks, is_slow, post.required_notes


def _appeals_case(stage: Stage) -> str:
    with stage.app.app_context():
        return db.session.scalars(select(Case).where(Case.origin == "appeal")).one().public_id
