"""Whoever would bend moderation to their own ends is stopped, be it a moderator or a member."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from forum.access import AccessRefused, AgeLevel, Allowed, Role
from forum.accounts import passwords
from forum.accounts.models import Account, Persona
from forum.accounts.policy import BANNED
from forum.discussion.actions.disown import disown
from forum.discussion.models import Post, Space, Visibility
from forum.lib import clock
from forum.lib.db import db
from forum.markup import render
from forum.moderation import actions, policy, queries
from forum.moderation.actions.reveal import ask_reveal
from forum.moderation.models import Case, ConflictOverride, Decision, Flag, Proposal, Reveal
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.moderation.appealing import appeal, case_of, settle
from tests.moderation.stage import REASONS, Stage, address, open_case, text_of

Verdict = actions.Verdict


def _case_on(stage: Stage, moderator: Person, person: Person) -> str:
    with stage.work():
        persona = db.session.get_one(Persona, person.persona_id)
        return actions.open_case_on_person(moderator.viewer, persona).public_id


def _reason(verb: Callable[[], object]) -> str | None:
    """Why it is refused."""
    try:
        verb()
    except AccessRefused as refused:
        return getattr(refused.decision, "reason", "hidden")
    return None


def _fourth(stage: Stage) -> Person:
    with stage.work():
        return somebody("Zelda", passwords.hash_password(PASSWORD), role=Role.MODERATOR)


def _leave_two_moderators(stage: Stage, cast: Cast) -> None:
    with stage.work():
        member = update(Account).where(Account.id == cast.root.account_id).values(role=Role.MEMBER)
        db.session.execute(member)


def _remove_danger(stage: Stage, cast: Cast) -> str:
    """A reply by Ada that Tim flagged as danger, which Mira removed and Otto confirmed."""
    text = stage.reply(cast.ada, stage.piece(cast.ada))
    stage.flag(cast.tim, text, reason="child_safety")
    with stage.work():
        case = open_case(text)
        actions.decide(cast.mira.viewer, case, Verdict("remove", 4, REASONS), case.version)
    with stage.work():
        actions.confirm(cast.otto.viewer, db.session.scalars(select(Proposal)).one())
    return text


def test_a_moderator_cannot_disown_a_text_and_judge_it(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.mira, stage.piece(cast.ada))
    with stage.work():
        assert _reason(lambda: disown(cast.mira.viewer, text_of(text))) == "role"


def test_nor_can_one_whose_rights_sleep(stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Signed in by a password alone they are an ordinary member, until they sign in by two factors."""
    monkeypatch.setitem(stage.app.config, "SECOND_FACTOR", True)
    text = stage.reply(cast.mira, stage.piece(cast.ada))
    assert stage.visitor(cast.mira).post(f"{address(text)}/disown").status_code == 403
    with stage.app.app_context():
        assert text_of(text).persona_id == cast.mira.persona_id


def test_what_moderators_look_at_keeps_its_author(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.root))
    stage.flag(cast.tim, text)
    answer = stage.visitor(cast.ada).post(f"{address(text)}/disown")
    assert answer.status_code == 403
    assert "A moderator is looking at this text." in answer.text
    with stage.app.app_context():
        assert text_of(text).persona_id == cast.ada.persona_id


def test_a_disowned_text_that_was_approved_is_nobodys_in_the_record(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.nell, stage.piece(cast.root), "My secret story.")
    letter = stage.decide(cast.mira, text, "approve")
    assert stage.visitor(cast.nell).post(f"{address(text)}/disown").status_code == 303
    with stage.app.app_context():
        assert db.session.scalars(select(Decision.subject_persona_id)).all() == [None]
    nell = _case_on(stage, cast.mira, cast.nell)
    assert letter not in stage.visitor(cast.mira).get(f"/moderation/cases/{nell}").text


def test_what_was_decided_while_a_text_was_nobodys_is_its_owners_again(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.root))
    ada = stage.visitor(cast.ada)
    assert ada.post(f"{address(text)}/disown").status_code == 303
    stage.decide(cast.mira, text, "remove", rule=1)
    kept = ada.get("/settings/disowned").text.split("/settings/disowned/")[1].split("/")[0]
    assert ada.post(f"/settings/disowned/{kept}/own").status_code == 303
    with stage.app.app_context():
        assert db.session.scalars(select(Decision.subject_persona_id)).all() == [cast.ada.persona_id]


def test_what_two_removed_as_danger_is_not_put_back_by_one(stage: Stage, cast: Cast) -> None:
    text = _remove_danger(stage, cast)
    with stage.work():
        case = actions.open_own_case(cast.root.viewer, text_of(text))
        made = actions.decide(cast.root.viewer, case, Verdict("restore", None, REASONS), case.version)
        assert isinstance(made, Proposal)
    with stage.app.app_context():
        assert text_of(text).visibility == Visibility.REMOVED


def test_nor_is_it_on_appeal(stage: Stage, cast: Cast) -> None:
    _remove_danger(stage, cast)
    _fourth(stage)
    with stage.app.app_context():
        letter = db.session.scalars(select(Decision.public_id)).one()
    hearing = appeal(stage, cast.ada, letter)
    with stage.work():
        case = case_of(hearing)
        made = actions.decide(cast.root.viewer, case, Verdict("reverse", None, REASONS), case.version)
        assert isinstance(made, Proposal)


def test_where_one_moderator_alone_can_hear_it_an_appeal_is_heard(stage: Stage, cast: Cast) -> None:
    _remove_danger(stage, cast)
    with stage.app.app_context():
        letter = db.session.scalars(select(Decision.public_id)).one()
    settle(stage, cast.root, appeal(stage, cast.ada, letter), "reverse")


def test_the_guard_holds_for_a_case_about_a_rival_too(stage: Stage, cast: Cast) -> None:
    stage.reply(cast.ada, stage.piece(cast.mira), "Mira, you are wrong.")
    flagged = stage.reply(cast.root, stage.piece(cast.root))
    stage.flag(cast.otto, flagged)
    of_ada, of_root = _case_on(stage, cast.mira, cast.ada), _case_on(stage, cast.mira, cast.root)
    with stage.app.app_context():
        for person, case, why in ((cast.mira, of_ada, "near"), (cast.otto, of_root, "own_flag")):
            found = case_of(case)
            decision = policy.can_decide(person.viewer, found, queries.ties(person.viewer, found))
            assert getattr(decision, "reason", None) == why
        found = case_of(of_ada)
        assert isinstance(
            policy.can_decide(cast.otto.viewer, found, queries.ties(cast.otto.viewer, found)), Allowed
        )


def test_the_second_key_hears_no_appeal_and_no_override_helps(stage: Stage, cast: Cast) -> None:
    of_ada = _case_on(stage, cast.mira, cast.ada)
    with stage.work():
        case = case_of(of_ada)
        actions.decide(cast.mira.viewer, case, Verdict("ban", 1, REASONS), case.version)
    with stage.work():
        letter = actions.confirm(cast.otto.viewer, db.session.scalars(select(Proposal)).one()).public_id
    hearing = appeal(stage, cast.ada, letter)
    for person in (cast.mira, cast.otto):
        with stage.app.app_context():
            refused = _reason(partial(actions.override, person.viewer, case_of(hearing), "urgent"))
            assert refused == "own_decision"


def test_whose_decision_was_undone_does_not_decide_the_same_again(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.root))
    letter = stage.decide(cast.mira, text, "remove", rule=1)
    hearing = appeal(stage, cast.ada, letter)
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(text))
        ties = queries.ties(cast.mira.viewer, case)
        assert ties.decided, "while it is appealed"
    settle(stage, cast.otto, hearing, "reverse")
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(text))
        again = Verdict("remove", 1, REASONS)
        assert _reason(lambda: actions.decide(cast.mira.viewer, case, again, case.version)) == "own_decision"


def test_an_override_looks_nobody_up(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.mira))
    stage.flag(cast.tim, text)
    with stage.work():
        case = open_case(text)
        actions.override(cast.mira.viewer, case, "urgent")
    with stage.app.app_context():
        flag = db.session.scalars(select(Flag)).one()
        assert _reason(lambda: ask_reveal(cast.mira.viewer, flag, "I must know.")) == "near"


def test_one_of_two_moderators_decides_where_the_other_is_its_author(stage: Stage, cast: Cast) -> None:
    _leave_two_moderators(stage, cast)
    text = stage.reply(cast.mira, stage.piece(cast.ada))
    stage.flag(cast.nell, text, reason="child_safety")
    stage.decide(cast.otto, text, "approve")
    with stage.app.app_context():
        assert text_of(text).visibility == Visibility.PUBLISHED


def test_a_banned_member_hides_nothing_alone(stage: Stage, cast: Cast) -> None:
    text = stage.piece(cast.ada)
    stage.flag(cast.bo, text, reason="child_safety")
    with stage.app.app_context():
        assert text_of(text).visibility == Visibility.PUBLISHED


def test_a_graver_reason_of_the_same_member_is_heard(stage: Stage, cast: Cast) -> None:
    text = stage.piece(cast.ada)
    stage.flag(cast.tim, text, reason="spam", words="An advert.")
    stage.flag(cast.tim, text, reason="child_safety", words="She is fifteen.")
    stage.flag(cast.tim, text, reason="spam", words="And an advert.")
    with stage.app.app_context():
        flag = db.session.scalars(select(Flag)).one()
        assert (flag.reason, flag.words) == ("child_safety", "She is fifteen.\n\nAn advert.")
        assert text_of(text).visibility == Visibility.HIDDEN
        case = db.session.scalars(select(Case)).one()
        assert case.priority == 0
        assert case.score_rank == pytest.approx(-flag.score)


def test_moving_opens_no_gate(stage: Stage, cast: Cast) -> None:
    text = stage.piece(cast.ada, "Explicit words.")
    with stage.work():
        rules = render("Be kind.").html
        db.session.add(
            Space(slug="open", name="Open", description="", rules_html=rules, age_min=AgeLevel.NONE)
        )
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(text))
        verdict = Verdict("move", None, REASONS, details={"space": "open"})
        actions.decide(cast.mira.viewer, case, verdict, case.version)
    assert "Explicit words." not in stage.new_visitor().get(address(text)).text
    with stage.app.app_context():
        assert db.session.scalars(select(Post.age_min)).all() == [AgeLevel.DECLARED]


def test_a_short_suspension_ends_no_ban(stage: Stage, cast: Cast) -> None:
    with stage.work():
        banned = update(Account).where(Account.id == cast.ada.account_id).values(suspended_until=BANNED)
        db.session.execute(banned)
    case = _case_on(stage, cast.mira, cast.ada)
    with stage.work():
        found = case_of(case)
        verdict = Verdict("suspend", 1, REASONS, details={"hours": "24"})
        actions.decide(cast.mira.viewer, found, verdict, found.version)
    with stage.app.app_context():
        assert db.session.get_one(Account, cast.ada.account_id).suspended_until == BANNED


def test_the_proposal_of_a_suspended_moderator_is_not_carried_out(stage: Stage, cast: Cast) -> None:
    of_ada = _case_on(stage, cast.mira, cast.ada)
    with stage.work():
        case = case_of(of_ada)
        actions.decide(cast.mira.viewer, case, Verdict("ban", 1, REASONS), case.version)
        db.session.execute(
            update(Account)
            .where(Account.id == cast.mira.account_id)
            .values(suspended_until=clock.now() + timedelta(days=1))
        )
    with stage.work():
        proposal = db.session.scalars(select(Proposal)).one()
        assert _reason(lambda: actions.confirm(cast.otto.viewer, proposal)) == "hidden"


@pytest.mark.parametrize("words", ["\0", "  ", "x" * 2001])
def test_no_words_break_the_forms_of_two_keys(stage: Stage, cast: Cast, words: str) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.mira))
    stage.flag(cast.tim, text)
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    where = f"/moderation/cases/{stage.case_on(text)}"
    flag = re.search(r'name="flag" value="([^"]+)"', otto.get(where).text)
    assert flag
    assert mira.post(f"{where}/override", reason=words).status_code == 400
    assert otto.post(f"{where}/reveals", flag=flag[1], reason=words).status_code == 400
    assert stage.count(ConflictOverride) == stage.count(Reveal) == 0


def test_a_person_can_be_suspended_from_their_own_case(stage: Stage, cast: Cast) -> None:
    page = stage.visitor(cast.mira).get(f"/moderation/cases/{_case_on(stage, cast.mira, cast.ada)}").text
    assert 'name="hours_person"' in page
