"""Many people who hear of one decision: the moderator does not wait for all of them to be told."""

import sys

import pytest
from sqlalchemy import select

from forum.lib import jobs, outbox
from forum.lib.db import db
from forum.notifications.actions import tell_flaggers
from forum.notifications.models import Notice, NoticeKind
from tests.cast import Cast
from tests.moderation.stage import Stage


def _told(stage: Stage) -> list[int]:
    with stage.app.app_context():
        query = select(Notice.account_id).where(Notice.kind == NoticeKind.OUTCOME).order_by(Notice.id)
        return list(db.session.scalars(query))


def _flagged_by_three(stage: Stage, cast: Cast) -> str:
    on = stage.reply(cast.root, stage.piece(cast.ada))
    for person in (cast.ada, cast.tim, cast.otto):
        stage.flag(person, on)
    return on


def test_a_few_are_told_at_once(stage: Stage, cast: Cast) -> None:
    stage.decide(cast.mira, _flagged_by_three(stage, cast), "remove", rule=1)
    assert _told(stage) == [person.account_id for person in (cast.ada, cast.tim, cast.otto)]
    with stage.app.app_context():
        assert outbox.depth() == 0


def test_beyond_a_few_a_worker_tells_them_each_once(
    stage: Stage, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[tell_flaggers.__module__], "AT_ONCE", 1)
    stage.decide(cast.mira, _flagged_by_three(stage, cast), "remove", rule=1)
    assert _told(stage) == [cast.ada.account_id]
    batches = sum(1 for _done in jobs.sweep(stage.app))
    assert batches == 3, "two people, and nobody"
    assert _told(stage) == [person.account_id for person in (cast.ada, cast.tim, cast.otto)]
    with stage.app.app_context():
        assert outbox.depth() == 0
