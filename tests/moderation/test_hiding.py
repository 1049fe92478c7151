"""When flags hide a text until a moderator has looked, and when they do not."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from forum.access import SYSTEM
from forum.accounts.models import Account
from forum.discussion.actions.edit import edit
from forum.discussion.actions.hide_pending_review import hide_pending_review
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Hold, Post, Visibility
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.actions.let_flags_count import let_flags_count
from forum.moderation.models import Case, Flag
from forum.wiring import CHECKS
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.moderation.stage import Stage, address, text_of

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
FLAGGERS = 8


def joined_ago(stage: Stage, days: int, *people: Person) -> None:
    """Have people be members for so long."""
    with stage.work():
        then = datetime.now(UTC).date() - timedelta(days=days)
        theirs = Account.id.in_([person.account_id for person in people])
        db.session.execute(update(Account).where(theirs).values(joined_on=then))


def visibility_of(stage: Stage, on: str) -> str:
    with stage.app.app_context():
        return text_of(on).visibility


def holds_by_flags(stage: Stage) -> int:
    with stage.app.app_context():
        return len(db.session.scalars(select(Hold).where(Hold.reason == "flags")).all())


def test_two_long_standing_members_hide_a_reply_until_a_moderator_looks(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.mira, piece, "Planted words.")
    joined_ago(stage, 400, cast.ada, cast.tim)
    stage.flag(cast.ada, reply)
    assert visibility_of(stage, reply) == Visibility.PUBLISHED
    stage.flag(cast.tim, reply)
    assert visibility_of(stage, reply) == Visibility.HIDDEN
    assert "Planted" not in stage.guest().get(address(piece)).text
    assert "hidden until a moderator has looked" in stage.visitor(cast.mira).get("/notifications").text
    stage.decide(cast.otto, reply, "approve")
    assert visibility_of(stage, reply) == Visibility.PUBLISHED
    assert "Planted" in stage.guest().get(address(piece)).text


def test_one_member_who_fears_for_a_life_hides_at_once(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.nell, piece, reason="threat_to_life")
    assert visibility_of(stage, piece) == Visibility.HIDDEN


def test_an_established_member_hides_what_exposes_somebody_and_a_new_one_does_not(
    stage: Stage, cast: Cast
) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.tim, piece, reason="identifies")
    assert visibility_of(stage, piece) == Visibility.PUBLISHED
    joined_ago(stage, 14, cast.root)
    stage.flag(cast.root, piece, reason="identifies")
    assert visibility_of(stage, piece) == Visibility.HIDDEN


def test_visitors_from_two_networks_hide_danger_and_one_network_does_not(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)

    def flag(network: str, reason: str = "child_safety") -> None:
        with stage.work():
            text = text_of(piece)
            actions.flag_unseen(cast.guest, text, reason=reason, words="Look.", network=network)

    for _time in range(3):
        flag("192.0.2.1")
    flag("198.51.100.7", reason="spam")
    assert visibility_of(stage, piece) == Visibility.PUBLISHED
    flag("203.0.113.9")
    assert visibility_of(stage, piece) == Visibility.HIDDEN
    assert stage.count(Flag) == 5


def test_a_worry_about_a_person_never_hides(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    for person in (cast.mira, cast.otto, cast.root, cast.tim, cast.bo):
        stage.flag(person, piece, reason="worried")
    assert visibility_of(stage, piece) == Visibility.PUBLISHED


def test_a_report_on_a_popular_target_is_never_refused(stage: Stage, cast: Cast) -> None:
    """Limits count by who flags, never by what is flagged."""
    piece = stage.piece(cast.ada)
    with stage.work():
        crowd = [somebody(f"Crowd{number:02}", PASSWORD) for number in range(22, 48)]
    for person in crowd:
        stage.flag(person, piece)
    for number in range(30):
        with stage.work():
            text = text_of(piece)
            actions.flag_unseen(cast.guest, text, reason="spam", words="", network=f"192.0.2.{number}")
    assert (stage.count(Flag), stage.count(Case)) == (56, 1)
    assert visibility_of(stage, piece) == Visibility.HIDDEN
    page = stage.visitor(cast.tim).post("/flag", on=piece, reason="spam")
    assert page.status_code == 303
    assert stage.count(Flag) == 57


def test_who_wrote_a_text_is_stored_with_it_never_derived_when_shown(stage: Stage, cast: Cast) -> None:
    """Neither being hidden nor what others decide about it changes whose it is."""
    piece = stage.piece(cast.ada)
    reply = stage.reply(cast.mira, piece)
    stage.decide(cast.otto, reply, "remove", rule=1)
    stage.decide(cast.root, reply, "restore")
    with stage.work():
        hide_pending_review(SYSTEM, text_of(reply), "flags")
    with stage.app.app_context():
        assert text_of(reply).persona_id == cast.mira.persona_id
        assert text_of(piece).persona_id == cast.ada.persona_id
        columns = type(text_of(reply)).__table__.c
        assert not columns.persona_id.nullable


@pytest.mark.timeout(120)
def test_many_who_flag_around_the_threshold_hide_once(stage: Stage, cast: Cast) -> None:
    """Eight at the same moment, each worth 5 of the 8.3: one hold, one case, and every flag is kept."""
    reply = stage.reply(cast.mira, stage.piece(cast.ada))
    with stage.work():
        crowd = [somebody(f"Crowd{letter}", PASSWORD) for letter in "abcdefgh"]
    joined_ago(stage, 400, *crowd)
    start = threading.Barrier(FLAGGERS)
    raised: list[BaseException] = []

    def flag(person: Person) -> None:
        start.wait(timeout=20)
        try:
            stage.flag(person, reply)
        except BaseException as fault:  # noqa: BLE001  # told to the test below
            raised.append(fault)

    threads = [threading.Thread(target=flag, args=(person,)) for person in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not raised
    assert not any(thread.is_alive() for thread in threads)
    assert (stage.count(Case), stage.count(Flag), holds_by_flags(stage)) == (1, FLAGGERS, 1)
    with stage.app.app_context():
        assert text_of(reply).visibility == Visibility.HIDDEN
        assert db.session.scalars(select(Post)).one().reply_count == 0
        assert db.session.scalars(select(Case)).one().score_rank == -5.0 * FLAGGERS
    assert faults(stage) == []


def test_flags_on_what_was_just_approved_count_a_day_later(stage: Stage, cast: Cast) -> None:
    """A moderator has read exactly this; nobody hides it again at once, and the flags are not lost."""
    with time_machine.travel(NOON, tick=False) as time:
        reply = stage.reply(cast.mira, stage.piece(cast.ada))
        stage.flag(cast.ada, reply)
        stage.decide(cast.otto, reply, "approve")
        stage.flag(cast.tim, reply, reason="threat_to_life")
        assert visibility_of(stage, reply) == Visibility.PUBLISHED
        time.shift(timedelta(hours=23, minutes=59))
        assert not let_count(stage)
        assert visibility_of(stage, reply) == Visibility.PUBLISHED
        time.shift(timedelta(minutes=1))
        assert let_count(stage)
        assert not let_count(stage)
        assert visibility_of(stage, reply) == Visibility.HIDDEN
        assert (holds_by_flags(stage), faults(stage)) == (1, [])


def test_an_edit_ends_what_the_approval_covered(stage: Stage, cast: Cast) -> None:
    reply = stage.reply(cast.ada, stage.piece(cast.ada))
    stage.decide(cast.otto, reply, "approve")
    stage.flag(cast.tim, reply, reason="threat_to_life")
    assert visibility_of(stage, reply) == Visibility.PUBLISHED
    with stage.work():
        edit(cast.ada.viewer, text_of(reply), ReplyDraft("Worse words."))
    assert visibility_of(stage, reply) == Visibility.HIDDEN
    assert (holds_by_flags(stage), faults(stage)) == (1, [])


def test_flags_that_were_answered_meanwhile_never_count(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        reply = stage.reply(cast.mira, stage.piece(cast.ada))
        stage.decide(cast.otto, reply, "approve")
        stage.flag(cast.tim, reply)
        stage.decide(cast.otto, reply, "approve")
        time.shift(timedelta(days=2))
        assert not let_count(stage)
        assert faults(stage) == []


def let_count(stage: Stage) -> bool:
    with stage.work():
        return let_flags_count(SYSTEM)


def faults(stage: Stage) -> list[str]:
    """What the doctor finds."""
    with stage.app.app_context():
        return [fault for check in CHECKS if check.of_rows for fault in check.faults()]
