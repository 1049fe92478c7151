"""What was written before, or decided, has a new text wait or come back: repeated, limited, slowed down."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select, update

from forum.accounts.models import Account
from forum.discussion.actions.edit import edit
from forum.discussion.actions.slow import slow
from forum.discussion.composing import ReplyDraft
from forum.discussion.models import Hold, Reply, Visibility
from forum.lib.db import db
from tests.discussion.writing.conftest import Stage, find_post, find_reply

LONG = "Buy our wonderful lamps: they light up every dark corner of your quiet room."
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_the_same_long_words_elsewhere_wait_for_a_day(stage: Stage, piece: str) -> None:
    ada, other = stage.cast.ada, stage.start(stage.cast.otto, title="Another")
    with time_machine.travel(NOON, tick=False) as time:
        first = stage.reply(ada, piece, LONG)
        again = stage.reply(ada, other, LONG)
        mine = stage.start(ada, title="Lamps", source=LONG)
        time.shift(timedelta(hours=24, minutes=1))
        later = stage.reply(ada, stage.start(stage.cast.otto, title="A third"), LONG)
    with stage.app.app_context():
        states = [find_reply(each).visibility for each in (first, again, later)]
        assert states == [Visibility.PUBLISHED, Visibility.HELD, Visibility.PUBLISHED]
        assert find_post(mine).visibility == Visibility.HELD
        assert set(db.session.scalars(select(Hold.reason))) == {"repeated"}


def test_a_courtesy_and_somebody_elses_words_may_be_repeated(stage: Stage, piece: str) -> None:
    other = stage.start(stage.cast.otto, title="Another")
    replies = [stage.reply(stage.cast.ada, each, "Thank you, this helped me.") for each in (piece, other)]
    replies += [stage.reply(stage.cast.ada, piece, LONG), stage.reply(stage.cast.root, other, LONG)]
    with stage.app.app_context():
        assert {find_reply(each).visibility for each in replies} == {Visibility.PUBLISHED}


def test_all_that_a_limited_member_writes_waits_edits_too(stage: Stage, piece: str) -> None:
    ada = stage.cast.ada
    with time_machine.travel(NOON, tick=False) as time:
        before = stage.reply(ada, piece, "Before.")
        with stage.work():
            mine = update(Account).where(Account.id == ada.account_id)
            db.session.execute(mine.values(limited_until=NOON + timedelta(days=1)))
        meanwhile = stage.reply(ada, piece, "Meanwhile.")
        with stage.work():
            edit(ada.viewer, find_reply(before), ReplyDraft("Changed."))
        time.shift(timedelta(days=1, minutes=1))
        after = stage.reply(ada, piece, "After.")
    with stage.app.app_context():
        states = [find_reply(each).visibility for each in (before, meanwhile, after)]
        assert states == [Visibility.HIDDEN, Visibility.HELD, Visibility.PUBLISHED]


def test_a_slowed_conversation_says_when_and_keeps_the_text(stage: Stage, piece: str) -> None:
    with time_machine.travel(NOON, tick=False) as time:
        with stage.work():
            slow(stage.cast.mira.viewer, find_post(piece), 10, NOON + timedelta(hours=1))
        ada = stage.visitor(stage.cast.ada)
        assert ada.post(f"/p/{piece}/replies", body="The first.").status_code == 303
        time.shift(timedelta(minutes=3))
        answer = ada.post(f"/p/{piece}/replies", body="Words to keep.")
        assert answer.status_code == 429
        assert "Words to keep." in answer.text
        assert "you can send it in 7 minutes" in answer.text
        assert stage.visitor(stage.cast.root).post(f"/p/{piece}/replies", body="Mine.").status_code == 303
        stage.reply(stage.cast.mira, piece, "A moderator's.")
        stage.reply(stage.cast.mira, piece, "And another.")
        time.shift(timedelta(minutes=7))
        assert ada.post(f"/p/{piece}/replies", body="Words to keep.").status_code == 303
        time.shift(timedelta(hours=1))
        for words in ("It is over.", "Quite."):
            assert ada.post(f"/p/{piece}/replies", body=words).status_code == 303
    with stage.app.app_context():
        assert len(db.session.scalars(select(Reply)).all()) == 7
