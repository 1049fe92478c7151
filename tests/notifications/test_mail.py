"""Hearing by mail that there is something to read: little, seldom, and only what is still so."""

import socket
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import retention
from forum.access import SYSTEM
from forum.accounts.actions.leave import close
from forum.accounts.models import Account, Departure
from forum.discussion.actions.block import block
from forum.discussion.actions.hide_pending_review import hide_pending_review
from forum.discussion.actions.withdraw import withdraw
from forum.discussion.models import BlockKind
from forum.lib import clock, keys
from forum.lib.db import db
from forum.lib.outbox import OutboxRow
from forum.notifications.models import MailAddress, Notice
from forum.notifications.queries.mail import PURPOSE
from tests.cast import PASSWORD, Cast, Person
from tests.moderation.stage import Stage, text_of
from tests.notifications.conftest import ADDRESS, SENDER, Post

DAY = timedelta(hours=24)
TOLD = "You have a new reply."


def _kept(stage: Stage, person: Person) -> MailAddress | None:
    with stage.app.app_context():
        return db.session.get(MailAddress, person.account_id)


def test_where_no_mail_is_set_up_no_page_speaks_of_it(stage: Stage, cast: Cast) -> None:
    ada = stage.visitor(cast.ada)
    for path in ("/settings/mail", "/settings/mail/code", "/settings/mail/forget"):
        assert ada.post(path, address=ADDRESS, code="x").status_code == 404
    assert ada.get("/settings/mail").status_code == 404
    for path in ("/settings", "/settings/leaving", "/about/data"):
        page = ada.get(path).text
        assert "/settings/mail" not in page
        assert "E-mail" not in page
        assert "e-mail" not in page


def test_an_address_that_was_given_can_be_taken_back_where_mail_is_sent_no_more(
    post: Post, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = post.confirm(cast.ada)
    monkeypatch.setitem(post.stage.app.extensions, "mail", None)
    assert "/settings/mail" in ada.get("/settings").text
    assert "e-mail address" in ada.get("/about/data").text
    assert ada.post("/settings/mail/forget").status_code == 303
    assert ada.get("/settings/mail").status_code == 404


def test_a_reply_is_told_of_and_nothing_about_it(post: Post, cast: Cast, piece: str) -> None:
    post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece, "Plantedreply.")
    post.pass_by()
    (raw,) = post.box.raw
    (message,) = post.box.messages
    assert TOLD in post.box.texts[0]
    assert "/notifications" in post.box.texts[0]
    assert (message["From"], message["To"]) == (SENDER, ADDRESS)
    assert message["Subject"] == "A notice for you"
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Date"].endswith("+0000")
    assert message.get_content_type() == "text/plain"
    assert set(message.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    }
    telling = (b"Planted", b"Mira", b"Ada", b"Alcove", b"forum", b"essay", socket.gethostname().encode())
    assert [word for word in telling if word.lower() in raw.lower().replace(ADDRESS.encode(), b"")] == []
    assert post.box.heloes == {"example.org"}, "the server is not told this machine's name"


def test_whatever_else_there_is_is_a_notice(post: Post, cast: Cast, piece: str) -> None:
    post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    post.stage.piece(cast.otto, "With thanks to @Ada.")
    post.pass_by()
    assert ["There is a notice for you." in text for text in post.box.texts] == [True]


def test_who_is_here_already_is_not_told_by_mail(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    post.pass_by(timedelta(minutes=9))
    assert post.box.raw == [], "not yet"
    ada.post("/notifications/read")
    post.pass_by()
    assert post.box.raw == [], "they have seen it"


def test_one_mail_and_none_again_until_they_were_here(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    for time in range(3):
        post.stage.reply(cast.mira, piece, f"Reply {time}")
        post.pass_by(3 * DAY)
    assert len(post.box.raw) == 1
    ada = post.stage.visitor(cast.ada)
    assert ada.get("/notifications").status_code == 200
    ada.post("/sign-out")
    post.stage.reply(cast.mira, piece, "Another")
    post.pass_by()
    assert len(post.box.raw) == 2


def test_it_is_no_stream_for_those_who_come_often(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    for hour in range(30):
        post.stage.reply(cast.mira, piece, f"Reply {hour}")
        ada.get("/")
        post.pass_by(timedelta(hours=1))
    assert len(post.box.raw) == 2, "one a day"


def test_nothing_is_told_of_what_was_there_before(post: Post, cast: Cast, piece: str) -> None:
    post.stage.reply(cast.mira, piece)
    post.confirm(cast.ada)
    post.pass_by()
    assert post.box.raw == []


def _hide(stage: Stage, reply: str, _cast: Cast) -> None:
    with stage.work():
        hide_pending_review(SYSTEM, text_of(reply), "danger")


def _remove(stage: Stage, reply: str, cast: Cast) -> None:
    stage.decide(cast.otto, reply, "remove", rule=1)


def _withdraw(stage: Stage, reply: str, cast: Cast) -> None:
    with stage.work():
        withdraw(cast.root.viewer, text_of(reply))


def _block(stage: Stage, reply: str, cast: Cast) -> None:
    with stage.work():
        block(cast.ada.viewer, text_of(reply).persona, BlockKind.BLOCK)


def _mute(stage: Stage, reply: str, cast: Cast) -> None:
    with stage.work():
        block(cast.ada.viewer, text_of(reply).persona, BlockKind.MUTE)


def _suspend(stage: Stage, _reply: str, cast: Cast) -> None:
    with stage.work():
        db.session.get_one(Account, cast.ada.account_id).suspended_until = clock.now() + DAY


def _leave(stage: Stage, _reply: str, cast: Cast) -> None:
    with stage.work():
        db.session.add(
            Departure(account_id=cast.ada.account_id, keeps_texts=True, leaves_at=clock.now() + DAY)
        )


@pytest.mark.parametrize("happens", [_hide, _remove, _withdraw, _block, _mute, _suspend, _leave])
def test_what_became_void_while_it_waited_is_not_sent(
    post: Post, cast: Cast, piece: str, happens: Callable[[Stage, str, Cast], None]
) -> None:
    post.confirm(cast.ada)
    reply = post.stage.reply(cast.root, piece)
    post.box.said_at_rcpt = "450 later"
    post.pass_by()
    assert post.stage.count(OutboxRow) == 1, "it waits"
    happens(post.stage, reply, cast)
    post.box.said_at_rcpt = "250 OK"
    post.pass_by(timedelta(minutes=5))
    assert (post.box.raw, post.stage.count(OutboxRow)) == ([], 0)


def test_a_mail_that_waits_is_sent_where_nothing_happened(post: Post, cast: Cast, piece: str) -> None:
    """What the others are compared with."""
    post.confirm(cast.ada)
    post.stage.reply(cast.root, piece)
    post.box.said_at_rcpt = "450 later"
    post.pass_by()
    post.box.said_at_rcpt = "250 OK"
    post.pass_by(timedelta(minutes=5))
    assert len(post.box.raw) == 1


def test_who_is_suspended_or_leaves_is_sent_no_code(post: Post, cast: Cast) -> None:
    bo = post.stage.visitor(cast.bo)
    assert bo.post("/settings/mail", address=ADDRESS).status_code == 403
    ada = post.stage.visitor(cast.ada)
    ada.post("/settings/leaving", texts="erase", current_password=PASSWORD)
    assert "You are leaving" in ada.post("/settings/mail", address=ADDRESS).text
    post.work()
    assert post.box.raw == []


def test_with_the_account_the_address_is_gone(post: Post, cast: Cast) -> None:
    post.confirm(cast.tim)
    with post.stage.work():
        leaving = Departure(account_id=cast.tim.account_id, keeps_texts=True, leaves_at=clock.now())
        db.session.add(leaving)
        db.session.flush()
        close(SYSTEM, leaving)
    assert post.stage.count(MailAddress) == 0


def test_an_address_taken_back_is_gone_at_once(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    post.stage.reply(cast.root, piece)
    post.box.said_at_rcpt = "450 later"
    post.pass_by()
    ada.post("/settings/mail/forget")
    assert post.stage.count(MailAddress) == 0
    post.box.said_at_rcpt = "250 OK"
    post.pass_by(DAY)
    assert post.box.raw == []


def test_of_an_address_only_a_digest_and_what_the_key_hides_is_stored(post: Post, cast: Cast) -> None:
    post.confirm(cast.ada)
    post.confirm(cast.tim, ADDRESS.upper().replace("EXAMPLE.NET", "example.net"))
    with post.stage.app.app_context():
        rows = {kept.account_id: kept for kept in db.session.scalars(select(MailAddress))}
        ada, tim = (rows[person.account_id] for person in (cast.ada, cast.tim))
        assert b"ovelace" not in ada.sealed
        assert ada.digest == tim.digest, "it can be found again"
        assert keys.unseal_of(PURPOSE, ada.account_id, ada.sealed) == ADDRESS
        with pytest.raises(ValueError, match="another row"):
            keys.unseal_of(PURPOSE, tim.account_id, ada.sealed)


def test_what_was_not_confirmed_or_takes_no_mail_is_erased(post: Post, cast: Cast) -> None:
    post.give(cast.ada)
    with post.stage.work():
        retention.enforce()
    assert post.stage.count(MailAddress) == 1
    post.clock.shift(DAY + timedelta(minutes=1))
    with post.stage.work():
        retention.enforce()
    assert post.stage.count(MailAddress) == 0
    post.confirm(cast.ada)
    with post.stage.work():
        db.session.get_one(MailAddress, cast.ada.account_id).refused_on = clock.today()
    post.clock.shift(29 * DAY)
    with post.stage.work():
        retention.enforce()
    assert post.stage.count(MailAddress) == 1
    post.clock.shift(2 * DAY)
    with post.stage.work():
        retention.enforce()
    assert post.stage.count(MailAddress) == 0


def test_a_place_that_sends_no_mail_any_more_forgets_the_addresses(
    post: Post, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.confirm(cast.ada)
    post.pass_by()
    monkeypatch.setitem(post.stage.app.extensions, "mail", None)
    for days, left in ((28, 1), (4, 0)):
        post.pass_by(days * DAY)
        with post.stage.work():
            retention.enforce()
        assert post.stage.count(MailAddress) == left


def test_the_settings_show_too_little_of_an_address_to_know_it(post: Post, cast: Cast) -> None:
    ada = post.confirm(cast.ada)
    page = ada.get("/settings/mail").text
    assert "a…@e…" in page
    assert "lovelace" not in page
    assert post.stage.count(Notice) == 0
