"""Who sent a flag stays unknown unless two moderators look it up, for a reason, and the person is told."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from forum.access import SYSTEM, AccessRefused, Role
from forum.accounts.models import Account
from forum.lib.db import db
from forum.moderation.actions.reveal import ask_reveal, confirm_reveal, tell_revealed
from forum.moderation.models import Flag, LogEntry, Reveal
from forum.notifications.models import Notice, NoticeKind
from tests.cast import Cast
from tests.moderation.stage import Stage

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def case_url(stage: Stage, cast: Cast) -> str:
    """A case about Bo's reply, which Tim has flagged."""
    reply = stage.reply(cast.nell, stage.piece(cast.ada))
    stage.decide(cast.otto, reply, "approve")
    stage.flag(cast.tim, reply)
    return f"/moderation/cases/{stage.case_on(reply)}"


def flag_id(stage: Stage) -> str:
    with stage.app.app_context():
        return db.session.scalars(select(Flag.public_id)).one()


def test_two_moderators_look_up_who_sent_a_flag(stage: Stage, cast: Cast, case_url: str) -> None:
    mira, otto, root = (stage.visitor(person) for person in (cast.mira, cast.otto, cast.root))
    assert "Tim" not in mira.get(case_url).text
    asked = mira.post(f"{case_url}/reveals", flag=flag_id(stage), reason="Forty flags on one person.")
    assert asked.status_code == 303
    assert "Tim" not in mira.get(case_url).text
    assert stage.count(LogEntry) == 1  # of the approval before

    page = otto.get(case_url).text
    assert "Forty flags on one person." in page
    found = re.search(r"/moderation/reveals/[^/]+/confirm", page)
    assert found
    assert mira.post(found[0]).status_code == 403  # one's own second key
    assert otto.post(found[0]).status_code == 303
    assert "Tim" in mira.get(case_url).text
    assert "Tim" in otto.get(case_url).text
    assert "Tim" not in root.get(case_url).text
    log = stage.guest().get("/moderation/log").text
    assert "Looked up who had sent a flag" in log
    assert "Tim" not in log


def test_without_a_reason_nothing_is_asked(stage: Stage, cast: Cast, case_url: str) -> None:
    answer = stage.visitor(cast.mira).post(f"{case_url}/reveals", flag=flag_id(stage), reason=" ")
    assert answer.status_code == 400
    assert stage.count(Reveal) == 0


def test_whose_text_it_is_never_learns_and_members_cannot_ask(
    stage: Stage, cast: Cast, case_url: str
) -> None:
    """A moderator beneath whose piece it stands is no judge of it either."""
    for person in (cast.nell, cast.ada):
        answer = stage.visitor(person).post(f"{case_url}/reveals", flag=flag_id(stage), reason="I want to.")
        assert answer.status_code == 403
    with stage.work():
        db.session.execute(
            update(Account).where(Account.id == cast.ada.account_id).values(role=Role.MODERATOR)
        )
    answer = stage.visitor(cast.ada).post(f"{case_url}/reveals", flag=flag_id(stage), reason="I want to.")
    assert answer.status_code == 403
    assert stage.count(Reveal) == 0


def test_a_visitors_flag_has_no_name(stage: Stage, cast: Cast) -> None:
    piece = stage.piece(cast.ada)
    stage.guest().post(f"/flag?on={piece}", reason="spam", words="Look.")
    page = stage.visitor(cast.mira).get(f"/moderation/cases/{stage.case_on(piece)}").text
    assert "Who sent this?" not in page
    with stage.work(), pytest.raises(AccessRefused):
        ask_reveal(cast.mira.viewer, db.session.scalars(select(Flag)).one(), "Why not.")


def test_with_fewer_than_three_moderators_one_key_is_enough(stage: Stage, cast: Cast, case_url: str) -> None:
    with stage.work():
        db.session.execute(update(Account).where(Account.id == cast.root.account_id).values(role=Role.MEMBER))
    mira = stage.visitor(cast.mira)
    mira.post(f"{case_url}/reveals", flag=flag_id(stage), reason="A campaign.")
    assert "Tim" in mira.get(case_url).text
    assert "Tim" not in stage.visitor(cast.otto).get(case_url).text


def test_the_person_is_told_after_thirty_days_once(stage: Stage, cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        piece = stage.piece(cast.ada)
        stage.flag(cast.tim, piece)
        with stage.work():
            reveal = ask_reveal(cast.mira.viewer, db.session.scalars(select(Flag)).one(), "A campaign.")
            confirm_reveal(cast.otto.viewer, reveal)
        time.shift(timedelta(days=29))
        assert not _tell(stage)
        time.shift(timedelta(days=1))
        assert _tell(stage)
        assert not _tell(stage)
        with stage.app.app_context():
            notice = db.session.scalars(select(Notice).where(Notice.kind == NoticeKind.REVEALED)).one()
            assert notice.account_id == cast.tim.account_id
        page = stage.visitor(cast.tim).get("/notifications").text
        assert "looked up who had sent one of your flags" in page
        assert "Mira" not in page


def _tell(stage: Stage) -> bool:
    with stage.work():
        return tell_revealed(SYSTEM)
