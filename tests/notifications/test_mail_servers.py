"""Whatever the mail server does, and whenever a worker dies: nobody is told twice, or asked to wait."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from forum.access import SYSTEM
from forum.lib import jobs, mail, outbox
from forum.lib.db import db, writing
from forum.lib.outbox import OutboxRow
from forum.notifications.actions import send_mail
from forum.notifications.actions.gather_mail import gather_mail
from forum.notifications.models import MailAddress, NoticeKind
from tests.cast import Cast
from tests.fixtures.mail import PASSWORD, USER, Start, tls
from tests.notifications.conftest import SENDER, Post, set_up_mail

GUARDED = f"{USER}:{PASSWORD.replace(' ', '%20')}@"


def _knock(url: str) -> None:
    mailer = mail.Mailer(mail.server(url), SENDER)
    mailer.send(mailer.compose("ada@example.net", "Subject", "Text", key="1"))


@pytest.mark.parametrize("scheme", ["smtp+starttls", "smtps"])
def test_mail_is_handed_over_encrypted_and_signed_in(
    start_mail_server: Start, mail_certificate: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(mail_certificate))
    context = tls(mail_certificate)
    how = (
        {"ssl_context": context, "auth_require_tls": False}  # aiosmtpd does not count its own outer layer
        if scheme == "smtps"
        else {"tls_context": context, "require_starttls": True}
    )
    box = start_mail_server(scheme, **how)
    _knock(box.url.replace("//", f"//{GUARDED}"))
    assert len(box.raw) == 1
    assert box.users == [USER]


def test_a_server_that_nobody_vouches_for_gets_nothing(
    start_mail_server: Start, mail_certificate: Path
) -> None:
    box = start_mail_server("smtp+starttls", tls_context=tls(mail_certificate))
    with pytest.raises(mail.Away):
        _knock(box.url)
    assert box.raw == []


def test_a_server_without_encryption_gets_nothing_where_it_was_asked_for(start_mail_server: Start) -> None:
    box = start_mail_server("smtp+starttls")
    with pytest.raises(mail.Away):
        _knock(box.url)
    assert box.raw == []


def test_a_wrong_password_is_the_operators_to_mend(start_mail_server: Start) -> None:
    box = start_mail_server(auth_require_tls=False)
    with pytest.raises(mail.Away, match=r"^SMTPAuthenticationError 535$"):
        _knock(box.url.replace("//", f"//{USER}:wrong@"))


def test_a_server_that_is_away_is_left_alone_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def refuse(_mailer: mail.Mailer) -> None:
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.Mailer, "_connect", refuse)
    mailer = mail.Mailer(mail.server("smtp://127.0.0.1:9"), SENDER)
    for _time in range(5):
        with pytest.raises(mail.Away):
            mailer.send(mailer.compose("ada@example.net", "Subject", "Text", key="1"))
    assert len(tries) == 1


def test_mail_that_cannot_be_sent_is_tried_again_and_given_up_after_a_day(
    post: Post, cast: Cast, piece: str, caplog: pytest.LogCaptureFixture
) -> None:
    ada = post.confirm(cast.ada)
    post.box.said_at_data = "451 not now, dear ada.lovelace@example.net"
    post.stage.reply(cast.mira, piece)
    post.pass_by()
    attempts = 1
    while post.stage.count(OutboxRow):
        assert ada.sign_in(cast.ada).get("/settings/mail").status_code == 200
        with post.stage.app.app_context():
            due = db.session.scalars(select(OutboxRow.due_at)).one()
        post.clock.move_to(due)
        post.work()
        attempts += 1
    with post.stage.app.app_context():
        kept = db.session.scalars(select(MailAddress)).one()
        assert (kept.queued_at, kept.sent_at) == (None, None)
    assert 8 < attempts < 20
    assert "the job notifications.send_mail waits: SMTPResponseException 451" in caplog.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert "ada.lovelace" not in caplog.text
    post.box.said_at_data = "250 OK"
    post.pass_by()
    assert post.box.raw == [], "it is given up"
    post.stage.reply(cast.mira, piece, "Another")
    post.pass_by()
    assert len(post.box.raw) == 1, "but not what came later"


def test_a_server_that_is_away_stands_in_nobodys_way(
    post: Post, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_mail(post.stage.app, "smtp://127.0.0.1:9", monkeypatch)
    ada = post.give(cast.ada)
    assert "A code was sent to" in ada.get("/settings/mail").text
    set_up_mail(post.stage.app, post.box.url, monkeypatch)
    post.pass_by()
    assert ada.post("/settings/mail/code", code=post.code()).status_code == 303


@pytest.mark.parametrize("said", ["550 no such user here", "551 5.1.1 gone", "553 no"])
def test_a_mailbox_that_is_not_there_is_written_to_no_more(
    post: Post, cast: Cast, piece: str, said: str
) -> None:
    ada, tim = post.confirm(cast.ada), post.confirm(cast.tim)
    post.box.said_at_rcpt = said
    post.stage.reply(cast.mira, piece)
    post.pass_by()
    post.box.said_at_rcpt = "250 OK"
    post.stage.reply(cast.mira, piece, "@Tim too")
    post.pass_by(timedelta(days=3))
    assert post.box.raw == []
    for visitor, person in ((ada, cast.ada), (tim, cast.tim)):
        visitor = post.stage.visitor(person)
        assert "takes no mail" in visitor.get("/notifications").text
        assert "there is no such mailbox" in visitor.get("/settings/mail").text


@pytest.mark.parametrize("said", ["450 try later", "550 5.7.1 relaying denied", "530 sign in first"])
def test_a_server_that_refuses_us_says_nothing_of_a_mailbox(
    post: Post, cast: Cast, piece: str, said: str
) -> None:
    post.confirm(cast.ada)
    post.box.said_at_rcpt = said
    post.stage.reply(cast.mira, piece)
    post.pass_by()
    post.box.said_at_rcpt = "250 OK"
    post.pass_by()
    assert len(post.box.raw) == 1
    with post.stage.app.app_context():
        assert db.session.scalars(select(MailAddress.refused_on)).one() is None


def test_a_worker_that_dies_before_it_sends_loses_nothing(post: Post, cast: Cast, piece: str) -> None:
    post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    _die_at(post, lambda: None)
    assert post.box.raw == []
    post.pass_by(outbox.LEASE)
    assert len(post.box.raw) == 1


def test_a_worker_that_dies_after_it_has_sent_sends_the_same_mail_again_and_no_other(
    post: Post, cast: Cast, piece: str
) -> None:
    post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    _die_at(post, lambda: send_mail.deliver(SYSTEM, cast.ada.account_id))
    assert len(post.box.raw) == 1
    post.pass_by(outbox.LEASE)
    ids = {message["Message-ID"] for message in post.box.messages}
    assert (len(post.box.raw), len(ids)) == (2, 1), "a mailbox knows it by its id"
    post.pass_by(timedelta(days=3))
    assert len(post.box.raw) == 2


def test_nothing_is_kept_open_while_the_server_reads(
    post: Post, cast: Cast, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    send, open_ones = mail.Mailer.send, []

    def watched(mailer: mail.Mailer, message: EmailMessage) -> None:
        open_ones.append(db.session().in_transaction())
        send(mailer, message)

    monkeypatch.setattr(mail.Mailer, "send", watched)
    post.pass_by()
    assert (len(post.box.raw), open_ones) == (1, [False])


def test_who_gives_another_address_meanwhile_is_sent_its_code(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)

    def give_another() -> None:
        post.box.after_data = lambda: None
        ada.post("/settings/mail", address="countess@example.net")

    post.box.after_data = give_another
    post.pass_by()
    assert post.box.recipients[-1] == "countess@example.net"
    assert ada.post("/settings/mail/code", code=post.code()).status_code == 303


def test_who_took_the_address_back_meanwhile_is_forgotten(post: Post, cast: Cast, piece: str) -> None:
    ada = post.confirm(cast.ada)
    post.stage.reply(cast.mira, piece)
    post.box.after_data = lambda: ada.post("/settings/mail/forget")
    post.pass_by()
    assert post.stage.count(MailAddress) == 0
    assert post.stage.count(OutboxRow) == 0


def test_the_notice_of_a_refused_address_names_none(post: Post, cast: Cast) -> None:
    post.box.said_at_rcpt = "550 no"
    post.give(cast.ada)
    page = post.stage.visitor(cast.ada).get("/notifications").text
    assert "takes no mail" in page
    assert "lovelace" not in page
    assert NoticeKind.MAIL_REFUSED not in page


def _die_at(post: Post, first: Callable[[], object]) -> None:
    """Claim what is queued, do something, and die."""
    post.clock.shift(timedelta(minutes=11))
    with post.stage.work():
        gather_mail(SYSTEM)
    with post.stage.app.app_context(), writing():
        claim = outbox.claim()
        db.session.commit()
    assert claim is not None
    with post.stage.app.app_context():
        first()
        assert db.session.scalars(select(MailAddress.queued_at)).one() is not None
    assert not jobs.run(post.stage.app, claim.id)
