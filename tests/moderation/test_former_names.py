"""What moderation keeps knows no name that somebody has given up."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from forum.access import Role
from forum.accounts.models import Account
from forum.discussion.jobs import let_leave
from forum.lib import clock, jobs
from forum.lib.db import db
from forum.moderation.models import LogEntry
from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage
from tests.moderation.test_verbs import decide


@pytest.fixture
def mira(stage: Stage, cast: Cast) -> Visitor:
    """Mira, one of two who moderate, so that one key is enough."""
    with stage.work():
        db.session.get_one(Account, cast.otto.account_id).role = Role.MEMBER
    return stage.visitor(cast.mira)


def _names_in_the_log(stage: Stage) -> list[str | None]:
    with stage.app.app_context():
        return list(db.session.scalars(select(LogEntry.pen_name).order_by(LogEntry.id)))


def test_whoever_is_banned_anew_is_not_tied_to_a_former_name(stage: Stage, cast: Cast, mira: Visitor) -> None:
    decide(stage, mira, "person:Ada", "ban", rule="1")
    decide(stage, mira, "person:Ada", "lift")
    assert stage.visitor(cast.ada).post("/settings/pen-name", pen_name="Wren").status_code == 303
    decide(stage, mira, "person:Wren", "ban", rule="1")
    page = stage.guest().get("/moderation/log").text
    assert "Wren" in page
    assert "Ada" not in page
    assert _names_in_the_log(stage) == [None, None, "Wren"]


def test_the_log_forgets_the_name_of_somebody_who_left(stage: Stage, cast: Cast, mira: Visitor) -> None:
    stage.piece(cast.ada, "It snowed.")
    decide(stage, mira, "person:Ada", "ban", rule="1")
    assert stage.visitor(cast.ada).post("/settings/leaving", texts="disown").status_code == 303
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        with stage.work():
            let_leave.later()
        while jobs.run(stage.app):
            pass
    assert _names_in_the_log(stage) == [None]
