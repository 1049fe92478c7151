"""What one moderator may not do alone, and what they may do only in an emergency."""

import pytest
from sqlalchemy import select

from forum.access import AccessRefused
from forum.accounts.models import Account
from forum.discussion.models import Visibility
from forum.lib.db import db
from forum.moderation import actions, possible
from forum.moderation.models import ConflictOverride, Decision, DecisionAction, Proposal, ProposalState
from forum.moderation.reasons import Priority
from forum.moderation.refusals import AlreadyProposed, StaleCase
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import REASONS, Stage, open_case, text_of, version_on

BAN = actions.Verdict("ban", 1, REASONS)


def propose(stage: Stage, moderator: Visitor, on: str, action: str) -> str:
    """Decide something that needs a second key; returns the address of the case."""
    case = moderator.post("/moderation/cases", on=on).location
    form = {"action": action, "rule": "6", "reasons": REASONS, "version": version_on(moderator.get(case))}
    answer = moderator.post(f"{case}/decisions", **form)
    assert answer.status_code == 303, answer.text
    assert "as soon as another moderator confirms" in moderator.get(answer.location).text
    return str(case)


def waiting(stage: Stage) -> str:
    """The public id of the proposal that waits."""
    with stage.app.app_context():
        query = select(Proposal.public_id).where(Proposal.state == ProposalState.WAITING)
        return db.session.scalars(query).one()


def test_a_ban_needs_two_where_there_are_three(stage: Stage, cast: Cast) -> None:
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    case = propose(stage, mira, "person:Ada", "ban")
    assert stage.count(Decision) == 0
    assert "your own proposal" in mira.get(case).text
    assert mira.post(f"/moderation/proposals/{waiting(stage)}/confirm").status_code == 403
    assert "Mira proposed this" in otto.get(case).text
    assert case in otto.get("/moderation?tab=second").text
    assert otto.post(f"/moderation/proposals/{waiting(stage)}/confirm").status_code == 303
    with stage.app.app_context():
        decision = db.session.scalars(select(Decision)).one()
        assert (decision.decided_by_id, decision.confirmed_by_id) == (
            cast.mira.account_id,
            cast.otto.account_id,
        )
        account = db.session.get_one(Account, cast.ada.account_id)
        assert account.suspended_until is not None
        assert account.suspended_until.year == 9999


def test_a_declined_proposal_does_nothing(stage: Stage, cast: Cast) -> None:
    case = propose(stage, stage.visitor(cast.mira), "person:Ada", "ban")
    otto = stage.visitor(cast.otto)
    proposal = waiting(stage)
    assert otto.post(f"/moderation/proposals/{proposal}/decline").status_code == 303
    assert "What to do" in otto.get(case).text
    assert otto.post(f"/moderation/proposals/{proposal}/confirm").status_code == 409
    assert stage.count(Decision) == 0


def test_danger_is_decided_by_two(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.root))
    stage.flag(cast.tim, text, reason="threat_to_life")
    propose(stage, stage.visitor(cast.mira), text, "remove")
    stage.visitor(cast.otto).post(f"/moderation/proposals/{waiting(stage)}/confirm")
    with stage.app.app_context():
        assert text_of(text).visibility == Visibility.REMOVED


def test_a_case_that_changed_is_not_decided_by_an_old_proposal(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.piece(cast.root))
    stage.flag(cast.tim, text, reason="threat_to_life")
    propose(stage, stage.visitor(cast.mira), text, "remove")
    with stage.work():
        open_case(text).version += 1
    otto = stage.visitor(cast.otto)
    assert otto.post(f"/moderation/proposals/{waiting(stage)}/confirm").status_code == 409
    assert stage.count(Decision) == 0


def test_one_case_has_one_proposal(stage: Stage, cast: Cast) -> None:
    propose(stage, stage.visitor(cast.mira), "person:Ada", "ban")
    with stage.work():
        case = db.session.scalars(select(Proposal)).one().case
        with pytest.raises(AlreadyProposed):
            actions.decide(cast.otto.viewer, case, BAN, case.version)


def test_a_confirmation_that_comes_twice_decides_once(stage: Stage, cast: Cast) -> None:
    propose(stage, stage.visitor(cast.mira), "person:Ada", "ban")
    with stage.work():
        proposal = db.session.scalars(select(Proposal)).one()
        actions.confirm(cast.otto.viewer, proposal)
        with pytest.raises(StaleCase):
            actions.confirm(cast.root.viewer, proposal)
    assert stage.count(Decision) == 1


@pytest.mark.parametrize(
    ("action", "priority", "moderators", "needed"),
    [
        (DecisionAction.BAN, Priority.RULES, 2, False),
        (DecisionAction.BAN, Priority.RULES, 3, True),
        (DecisionAction.REMOVE, Priority.DANGER, 1, False),
        (DecisionAction.REMOVE, Priority.DANGER, 2, True),
        (DecisionAction.APPROVE, Priority.DANGER, 2, True),
        (DecisionAction.LOCK, Priority.DANGER, 5, False),
        (DecisionAction.REMOVE, Priority.EXPOSURE, 5, False),
    ],
)
def test_when_a_second_key_is_needed(
    action: DecisionAction, priority: Priority, moderators: int, needed: bool
) -> None:
    assert possible.needs_second_key(action, priority, moderators) is needed


def test_who_is_answered_and_who_took_part_leave_it_to_others(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    own = stage.reply(cast.mira, piece, "What was it like?")
    text = stage.reply(cast.ada, own, "Cold, you goose.")
    beside = stage.reply(cast.ada, stage.reply(cast.root, own), "And you, too.")
    stage.flag(cast.tim, text)
    stage.flag(cast.tim, beside)
    mira = stage.visitor(cast.mira)
    assert "You are too near to this" in mira.get(f"/moderation/cases/{stage.case_on(text)}").text
    assert "You are too near to this" in mira.get(f"/moderation/cases/{stage.case_on(beside)}").text
    stage.decide(cast.otto, text, "approve")
    stage.decide(cast.otto, beside, "approve")


def test_an_override_is_explained_logged_and_reviewed_by_another(stage: Stage, cast: Cast) -> None:
    text = stage.reply(cast.ada, stage.reply(cast.mira, stage.piece(cast.ada)), "Cold, you goose.")
    stage.flag(cast.tim, text)
    mira, otto = stage.visitor(cast.mira), stage.visitor(cast.otto)
    case = f"/moderation/cases/{stage.case_on(text)}"
    assert mira.post(f"{case}/override", reason=" ").status_code == 400
    assert mira.post(f"{case}/override", reason="Everybody else is asleep.").status_code == 303
    form = {"action": "remove", "rule": "1", "reasons": REASONS, "version": version_on(mira.get(case))}
    assert mira.post(f"{case}/decisions", **form).status_code == 303
    with stage.app.app_context():
        decision, override = db.session.scalars(select(Decision)).one(), _override()
        assert decision.override_id == override.id
        address = f"/moderation/overrides/{override.public_id}/review"
    assert "Everybody else is asleep." in otto.get("/moderation/overrides").text
    assert mira.post(address, review="I was right.").status_code == 403
    assert otto.post(address, review="That was right.").status_code == 303
    assert otto.post(address, review="No, it was not.").status_code == 303
    with stage.app.app_context():
        assert _override().review == "That was right."


def test_there_is_no_override_of_ones_own_text_or_without_a_conflict(stage: Stage, cast: Cast) -> None:
    own = stage.piece(cast.mira)
    stage.flag(cast.tim, own)
    other = stage.piece(cast.ada)
    stage.flag(cast.tim, other)
    with stage.work():
        for on in (own, other):
            with pytest.raises(AccessRefused):
                actions.override(cast.mira.viewer, open_case(on), "It is urgent.")
    assert stage.count(ConflictOverride) == 0


def _override() -> ConflictOverride:
    return db.session.scalars(select(ConflictOverride)).one()
