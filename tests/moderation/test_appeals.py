"""Whom a decision concerns asks for another moderator's: in time, once, with one question and one answer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.access import Hidden, NeedsSignIn, Refused, Role
from forum.accounts.models import Account
from forum.discussion.actions.edit import edit
from forum.discussion.composing import PostDraft
from forum.discussion.models import Post
from forum.lib import clock
from forum.lib.db import db
from forum.moderation.models import Appeal, Case, CaseOrigin, CaseState, Flag
from tests.cast import Cast
from tests.moderation.appealing import WORDS, appeal, case_of, decision_of, refusal, settle
from tests.moderation.stage import Stage, text_of

ALONE = "Nobody else moderates here yet"


@pytest.fixture
def removed(stage: Stage, cast: Cast) -> str:
    """Ada's reply under Root's piece, removed by Mira: the decision's id."""
    reply = stage.reply(cast.ada, stage.piece(cast.root))
    return stage.decide(cast.mira, reply, "remove", rule=1)


def test_an_appeal_waits_with_a_date_that_both_sides_see(stage: Stage, cast: Cast, removed: str) -> None:
    ada = stage.visitor(cast.ada)
    letter = ada.get(f"/moderation/statements/{removed}")
    assert f"/moderation/statements/{removed}/appeal" in letter.text
    sent = ada.post(f"/moderation/statements/{removed}/appeal", words=WORDS)
    assert (sent.status_code, sent.location) == (303, f"/moderation/statements/{removed}/appeal")
    page = ada.get(sent.location)
    assert WORDS in page.text
    with stage.app.app_context():
        made = db.session.scalars(select(Appeal)).one()
        assert made.due_on == (made.made_at + timedelta(days=7)).date()
        assert (made.case.origin, made.case.state) == (CaseOrigin.APPEAL, CaseState.OPEN)
        assert f"{made.due_on.day} {made.due_on:%B %Y}" in page.text


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_an_appeal_has_words_and_at_most_two_thousand(
    stage: Stage, cast: Cast, removed: str, words: str
) -> None:
    answer = stage.visitor(cast.ada).post(f"/moderation/statements/{removed}/appeal", words=words)
    assert answer.status_code == 400
    assert stage.count(Appeal) == 0


def test_there_is_one_appeal_against_a_decision(stage: Stage, cast: Cast, removed: str) -> None:
    appeal(stage, cast.ada, removed)
    assert refusal(lambda: appeal(stage, cast.ada, removed)) == Refused("appealed")
    assert stage.count(Appeal) == 1


def test_only_whom_it_concerns_appeals(stage: Stage, cast: Cast, removed: str) -> None:
    assert refusal(lambda: appeal(stage, cast.root, removed)) == Hidden()
    assert refusal(lambda: appeal(stage, cast.mira, removed)) == Hidden()
    assert refusal(lambda: appeal(stage, cast.guest, removed)) == NeedsSignIn()
    other = stage.visitor(cast.nell)
    assert other.get(f"/moderation/statements/{removed}/appeal").status_code == 404
    assert other.post(f"/moderation/statements/{removed}/appeal", words=WORDS).status_code == 404


def test_what_took_nothing_is_not_appealed(stage: Stage, cast: Cast) -> None:
    waiting = stage.reply(cast.nell, stage.piece(cast.ada))
    approved = stage.decide(cast.mira, waiting, "approve")
    assert refusal(lambda: appeal(stage, cast.nell, approved)) == Refused("no_appeal")


def test_after_six_months_it_is_over(stage: Stage, cast: Cast, removed: str) -> None:
    with stage.work():
        decision = decision_of(removed)
        assert decision.redress_until is not None
        assert (
            timedelta(days=181) < decision.redress_until - decision.decided_at.date() <= timedelta(days=184)
        )
        decision.redress_until = clock.today()
    appeal(stage, cast.ada, removed)
    with stage.work():
        db.session.delete(db.session.scalars(select(Appeal)).one())
        decision_of(removed).redress_until = clock.today() - timedelta(days=1)
    assert refusal(lambda: appeal(stage, cast.ada, removed)) == Refused("appeal_over")


def test_flags_do_not_join_the_case_of_an_appeal(stage: Stage, cast: Cast, flagged: str) -> None:
    removed = stage.decide(cast.mira, flagged, "remove", rule=1)
    appeal(stage, cast.root, removed)
    stage.decide(cast.otto, flagged, "restore")
    stage.flag(cast.ada, flagged)
    with stage.app.app_context():
        flags = db.session.scalars(select(Flag)).all()
        assert {flag.case.origin for flag in flags} == {CaseOrigin.FLAGS}
        open_cases = db.session.scalars(select(Case).where(Case.state == CaseState.OPEN))
        assert sorted(case.origin for case in open_cases) == [CaseOrigin.APPEAL, CaseOrigin.FLAGS]


def test_one_question_and_one_answer(stage: Stage, cast: Cast, removed: str) -> None:
    case = appeal(stage, cast.ada, removed)
    otto, ada = stage.visitor(cast.otto), stage.visitor(cast.ada)
    asked = otto.post(f"/moderation/cases/{case}/question", words="What did it answer?")
    assert asked.status_code == 303
    assert otto.post(f"/moderation/cases/{case}/question", words="And why?").status_code == 403
    assert "What did it answer?" in ada.get(f"/moderation/statements/{removed}/appeal").text
    before = _version(stage, case)
    where = f"/moderation/statements/{removed}/appeal/answer"
    assert ada.post(where, words="A joke of hers.").status_code == 303
    assert _version(stage, case) > before
    assert ada.post(where, words="And one more.").status_code == 403
    page = ada.get(f"/moderation/statements/{removed}/appeal")
    assert "A joke of hers." in page.text
    assert "one more" not in page.text


def test_nobody_is_answered_who_was_not_asked(stage: Stage, cast: Cast, removed: str) -> None:
    appeal(stage, cast.ada, removed)
    where = f"/moderation/statements/{removed}/appeal/answer"
    assert stage.visitor(cast.ada).post(where, words="By the way.").status_code == 403
    assert stage.visitor(cast.root).post(where, words="By the way.").status_code == 404


def test_whoever_decided_it_neither_asks_nor_decides(stage: Stage, cast: Cast, removed: str) -> None:
    case = appeal(stage, cast.ada, removed)
    assert (
        stage.visitor(cast.mira).post(f"/moderation/cases/{case}/question", words="Why?").status_code == 403
    )
    assert refusal(lambda: settle(stage, cast.mira, case, "uphold")) == Refused("own_decision")
    assert refusal(lambda: settle(stage, cast.mira, case, "reverse")) == Refused("own_decision")
    with stage.app.app_context():
        assert case_of(case).state == CaseState.OPEN


def test_an_edit_of_the_text_is_seen_before_the_appeal_is_decided(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    case = appeal(stage, cast.ada, stage.decide(cast.mira, piece, "lock"))
    before = _version(stage, case)
    with stage.work():
        text = text_of(piece)
        assert isinstance(text, Post)
        edit(cast.ada.viewer, text, PostDraft(text.title, "It thawed."))
    assert _version(stage, case) == before + 1


def test_where_nobody_else_moderates_the_page_says_so_and_the_appeal_waits(stage: Stage, cast: Cast) -> None:
    decided = stage.decide(cast.mira, stage.piece(cast.ada), "remove", rule=1)
    path = f"/moderation/statements/{decided}/appeal"
    ada = stage.visitor(cast.ada)
    assert ALONE not in ada.get(path).text
    with stage.work():
        for account in db.session.scalars(select(Account).where(Account.id != cast.mira.account_id)):
            account.role = Role.MEMBER
    assert ALONE in ada.get(path).text
    ada.post(path, words="Please read it again.")
    assert ALONE in ada.get(path).text
    with stage.work():
        otto = db.session.get(Account, cast.otto.account_id)
        assert otto
        otto.role = Role.MODERATOR
    assert ALONE not in ada.get(path).text


def _version(stage: Stage, case: str) -> int:
    with stage.app.app_context():
        return case_of(case).version
