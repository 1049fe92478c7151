"""People are told, once, when what was laid on them is over."""

from datetime import timedelta

import time_machine

from forum.access import SYSTEM
from forum.accounts.models import Account
from forum.lib import clock
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.models import Decision
from forum.notifications.actions.tell_of_ends import tell_of_ends
from tests.cast import Cast
from tests.moderation.stage import REASONS, Stage, text_of


def _lay_on(stage: Stage, cast: Cast, action: str, hours: str = "24") -> int:
    """Mira decides about Nell, whose words have been read before."""
    with stage.work():
        account = db.session.get(Account, cast.nell.account_id)
        assert account
        account.approved_texts = 10
    on = stage.reply(cast.ada, stage.piece(cast.nell, "It snowed, they said."))
    with stage.work():
        case = actions.open_own_case(cast.mira.viewer, text_of(on).parent or text_of(on).post)  # type: ignore[union-attr]  # a reply
        verdict = actions.Verdict(action, 1, REASONS, details={"hours": hours})
        decision = actions.decide(cast.mira.viewer, case, verdict, case.version)
        assert isinstance(decision, Decision)
        return decision.id


def _told(stage: Stage, days: float) -> int:
    """How many are told after so many days; what is told is kept."""
    with time_machine.travel(clock.now() + timedelta(days=days), tick=False), stage.work():
        return tell_of_ends(SYSTEM)


def test_a_suspension_that_is_over_is_told_once(stage: Stage, cast: Cast) -> None:
    _lay_on(stage, cast, "suspend")
    assert _told(stage, 0.9) == 0
    assert _told(stage, 1.1) == 1
    assert _told(stage, 1.2) == 0
    page = stage.visitor(cast.nell).get("/notifications").text
    assert "Your suspension is over." in page


def test_a_warning_and_a_limit_end_as_well(stage: Stage, cast: Cast) -> None:
    _lay_on(stage, cast, "limit")
    _lay_on(stage, cast, "warn")
    assert _told(stage, 1.1) == 1
    assert _told(stage, 91) == 1
    page = stage.visitor(cast.nell).get("/notifications").text
    assert "wait for a moderator any more" in page
    assert "A warning does not count any more." in page


def test_what_another_decision_prolongs_is_not_over(stage: Stage, cast: Cast) -> None:
    _lay_on(stage, cast, "suspend", "24")
    _lay_on_again(stage, cast)
    assert _told(stage, 1.1) == 0
    assert _told(stage, 3.1) == 2, "both are over now"


def _lay_on_again(stage: Stage, cast: Cast) -> None:
    with stage.work():
        case = db.session.query(Decision).one().case
        assert case.text
        taken_up = actions.open_own_case(cast.mira.viewer, case.text)
        verdict = actions.Verdict("suspend", 1, REASONS, details={"hours": "72"})
        actions.decide(cast.mira.viewer, taken_up, verdict, taken_up.version)


def test_what_was_lifted_was_told_then(stage: Stage, cast: Cast) -> None:
    _lay_on(stage, cast, "suspend")
    with stage.work():
        case = db.session.query(Decision).one().case
        assert case.text
        taken_up = actions.open_own_case(cast.mira.viewer, case.text)
        actions.decide(cast.mira.viewer, taken_up, actions.Verdict("lift", None, REASONS), taken_up.version)
    assert _told(stage, 1.1) == 0


def test_a_place_that_was_off_for_a_month_tells_nothing_old(stage: Stage, cast: Cast) -> None:
    _lay_on(stage, cast, "suspend")
    assert _told(stage, 30) == 0
