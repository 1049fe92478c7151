"""What can be decided beside leaving and removing: each verb's story, from the form to what readers find."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.access import AccessRefused, Role, Standing
from forum.accounts import policy
from forum.accounts.models import Account
from forum.discussion.models import Post, Space
from forum.lib import clock
from forum.lib.db import db
from forum.markup import render
from forum.moderation import actions
from forum.moderation.actions._verbs import VERBS
from forum.moderation.models import Case, CaseState, Decision, DecisionAction, LogEntry
from forum.moderation.refusals import DetailMissing, UnknownAction, UnknownRule
from forum.moderation.routes.verdicts import WORDS
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.moderation.stage import REASONS, Stage, address, text_of, version_on

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def decide(stage: Stage, moderator: Visitor, on: str, action: str, **fields: str) -> str:
    """Decide about a text or a person by the pages alone; returns the page that follows."""
    case = moderator.post("/moderation/cases", on=on).location
    form = {"action": action, "reasons": REASONS, "version": version_on(moderator.get(case)), **fields}
    answer = moderator.post(f"{case}/decisions", **form)
    assert answer.status_code == 303, answer.text
    return moderator.get(answer.location).text


def test_a_locked_conversation_takes_no_replies_until_it_is_unlocked(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    mira = stage.visitor(cast.mira)
    decide(stage, mira, piece, "lock")
    with pytest.raises(AccessRefused):
        stage.reply(cast.root, piece)
    assert "Unlock" in mira.get(mira.post("/moderation/cases", on=piece).location).text
    decide(stage, mira, piece, "unlock")
    stage.reply(cast.root, piece)


def test_a_lock_with_an_end_lifts_itself(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        piece = stage.piece(cast.ada)
        decide(stage, stage.visitor(cast.mira), piece, "lock", hours="24")
        time.shift(timedelta(hours=23))
        with pytest.raises(AccessRefused):
            stage.reply(cast.root, piece)
        time.shift(timedelta(hours=2))
        stage.reply(cast.root, piece)


def test_a_slowed_conversation_is_slow_for_a_while(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    decide(stage, stage.visitor(cast.mira), piece, "slow", hours="72", minutes="60")
    with stage.app.app_context():
        post = text_of(piece)
        assert isinstance(post, Post)
        assert post.slow_minutes == 60
        assert post.slow_until is not None
        assert timedelta(hours=71) < post.slow_until - clock.now() <= timedelta(hours=72)


def test_a_piece_is_moved_with_its_conversation(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada, title="A question")
    stage.reply(cast.root, piece)
    with stage.work():
        db.session.add(Space(slug="questions", name="Questions", description="-", rules_html=render("").html))
    decide(stage, stage.visitor(cast.mira), piece, "move", space="questions")
    guest = stage.guest()
    assert "A question" in guest.get("/s/questions").text
    assert "A question" not in guest.get("/s/essays").text


def test_a_required_note_stands_with_the_authors_own_and_stays(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    decide(stage, stage.visitor(cast.mira), piece, "require_note", note="illness and loss")
    guest = stage.guest()
    assert "illness and loss" in guest.get(address(piece)).text
    assert "illness and loss" in guest.get("/").text
    stage.visitor(cast.ada).post(
        f"{address(piece)}/edit", title="A winter", source="Now without.", content_notes=""
    )
    assert "illness and loss" in guest.get(address(piece)).text


def test_a_suspended_member_reads_why_and_is_free_when_it_ends(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        text = stage.reply(cast.ada, stage.piece(cast.otto))
        decide(stage, stage.visitor(cast.mira), text, "suspend", rule="1", hours_person="24")
        ada = stage.visitor(cast.ada)
        assert "Your account is suspended" in ada.get("/moderation/mine").text
        assert standing(stage, cast.ada) is Standing.SUSPENDED
        assert ada.get("/").status_code == 200
        time.shift(timedelta(hours=25))
        assert standing(stage, cast.ada) is not Standing.SUSPENDED


def standing(stage: Stage, person: Person) -> Standing:
    """How somebody stands now."""
    with stage.app.app_context():
        account = db.session.get_one(Account, person.account_id)
        return policy.standing(account.approved_texts, account.suspended_until, clock.now())


def test_a_measure_leaves_a_flagged_text_to_be_decided(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.otto))
    stage.flag(cast.tim, text)
    mira = stage.visitor(cast.mira)
    after = decide(stage, mira, text, "warn", rule="1")
    assert "They have been told why" in after
    with stage.app.app_context():
        (case,) = db.session.scalars(select(Case))
        assert case.state == CaseState.OPEN
        assert case.flags[0].outcome is None
    decide(stage, mira, text, "remove", rule="1")
    with stage.app.app_context():
        assert [each.action for each in db.session.scalars(select(Decision).order_by(Decision.id))] == [
            "warn",
            "remove",
        ]


def test_a_person_is_taken_up_from_their_page(stage: Stage, cast: Cast) -> None:
    stage.piece(cast.ada)
    mira = stage.visitor(cast.mira)
    assert 'value="person:Ada"' in mira.get("/u/Ada").text
    assert 'value="person:Ada"' not in stage.guest().get("/u/Ada").text
    decide(stage, mira, "person:Ada", "limit", rule="1", hours_person="168")
    with stage.app.app_context():
        assert db.session.get_one(Account, cast.ada.account_id).limited_until is not None
    decide(stage, mira, "person:Ada", "lift")
    with stage.app.app_context():
        assert db.session.get_one(Account, cast.ada.account_id).limited_until is None
    decide(stage, mira, "person:Ada", "dismiss", reasons="")
    assert "nobody is told" not in stage.visitor(cast.ada).get("/notifications").text


def test_a_kind_word_reaches_whom_somebody_worries_about_and_nobody_else(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.tim, piece, reason="worried", words="She does not eat.")
    mira = stage.visitor(cast.mira)
    case = f"/moderation/cases/{stage.case_on(piece)}"
    begun = mira.post(f"{case}/preview", template="0", version="1").text
    assert "hopes that you are not alone" in begun
    decide(stage, mira, piece, "care", reasons="We hope that you are not alone with it.")
    ada = stage.visitor(cast.ada)
    letter = re.search(r"/moderation/statements/[^\"]+", ada.get("/moderation/mine").text)
    assert letter
    page = ada.get(letter[0]).text
    for words in ("Somebody here thought of you", "not alone with it", 'href="/about/safety"'):
        assert words in page
    for words in ("Rule", "appeal", "court", "Statement of reasons", "does not eat"):
        assert words not in page.split("<main")[1].split("</main")[0]
    assert stage.count(LogEntry) == 0
    assert "A moderator has read what you wrote" in stage.visitor(cast.tim).get("/notifications").text


def test_a_kind_word_leaves_what_was_flagged_for_more_to_be_decided(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.flag(cast.tim, piece, reason="worried")
    stage.flag(cast.root, piece, reason="spam")
    decide(stage, stage.visitor(cast.mira), piece, "care")
    with stage.app.app_context():
        (case,) = db.session.scalars(select(Case))
        assert case.state == CaseState.OPEN
        assert all(flag.outcome is None for flag in case.flags)


def test_only_a_ban_is_logged_with_a_name(stage: Stage, cast: Cast) -> None:
    with stage.work():
        db.session.get_one(
            Account, cast.otto.account_id
        ).role = Role.MEMBER  # with two left, one key is enough
    mira = stage.visitor(cast.mira)
    decide(stage, mira, "person:Ada", "suspend", rule="1", hours_person="24")
    decide(stage, mira, "person:Ada", "ban", rule="1")
    with stage.app.app_context():
        names = {entry.action: entry.pen_name for entry in db.session.scalars(select(LogEntry))}
    assert names == {"suspend": None, "ban": "Ada"}


@pytest.mark.parametrize("person", ["otto", "root"])
def test_nobody_restricts_somebody_of_their_own_role_or_above(stage: Stage, cast: Cast, person: str) -> None:
    text = stage.reply(getattr(cast, person), stage.piece(cast.ada))
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(text))
        verdict = actions.Verdict("suspend", 1, REASONS, details={"hours": "24"})
        with pytest.raises(UnknownAction):
            actions.decide(cast.mira.viewer, case, verdict, case.version)


@pytest.mark.parametrize(
    ("action", "details"),
    [
        ("suspend", {}),
        ("suspend", {"hours": "25"}),
        ("slow", {"hours": "24"}),
        ("slow", {"hours": "24", "minutes": "-5"}),
        ("move", {}),
        ("move", {"space": "nowhere"}),
        ("require_note", {"note": "  "}),
    ],
)
def test_what_a_verb_needs_is_asked_for(
    stage: Stage, cast: Cast, action: str, details: dict[str, str]
) -> None:
    piece = stage.piece(cast.ada)
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(piece))
        with pytest.raises(DetailMissing):
            actions.decide(
                cast.mira.viewer, case, actions.Verdict(action, 1, REASONS, details=details), case.version
            )
    assert stage.count(Decision) == 0


@pytest.mark.parametrize("action", ["warn", "limit", "suspend", "ban"])
def test_whatever_is_against_somebody_cites_a_rule(stage: Stage, cast: Cast, action: str) -> None:
    piece = stage.piece(cast.ada)
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(piece))
        verdict = actions.Verdict(action, None, REASONS, details={"hours": "24"})
        with pytest.raises(UnknownRule):
            actions.draft(cast.mira.viewer, case, verdict)


def test_every_verb_has_words_and_a_function() -> None:
    assert set(VERBS) == set(WORDS) == set(DecisionAction)
