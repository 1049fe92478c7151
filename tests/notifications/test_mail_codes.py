"""Showing whose mailbox it is: a code that is sent, good for a day, once, and for one account."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum.lib.db import db
from forum.notifications import actions
from forum.notifications.actions.give_address import MAILS_A_DAY
from forum.notifications.models import MailAddress
from tests.cast import Cast
from tests.notifications.conftest import ADDRESS, Post


def test_the_code_is_as_neutral_as_all_mail_and_works_once(post: Post, cast: Cast) -> None:
    ada = post.give(cast.ada)
    assert post.box.recipients == [ADDRESS]
    (message,) = post.box.messages
    assert message["Subject"] == "A notice for you"
    assert "Ada" not in post.box.texts[0]
    code = post.code()
    assert "A code was sent to" in ada.get("/settings/mail").text
    assert ada.post("/settings/mail/code", code=code.lower().replace("-", " ")).status_code == 303
    assert "Mail goes to" in ada.get("/settings/mail").text
    assert ada.post("/settings/mail/code", code=code).status_code == 400


def test_only_a_digest_of_the_code_is_kept_once_it_is_sent(post: Post, cast: Cast) -> None:
    post.give(cast.ada)
    with post.stage.app.app_context():
        kept = db.session.scalars(select(MailAddress)).one()
        assert kept.code_sealed is None
        assert kept.code_digest is not None
        assert post.code() not in kept.code_digest


def test_a_code_is_good_for_a_day_and_for_whom_it_was_sent_to(post: Post, cast: Cast) -> None:
    ada = post.give(cast.ada)
    code = post.code()
    tim = post.give(cast.tim, "tim@example.net")
    assert tim.post("/settings/mail/code", code=code).status_code == 400
    post.clock.shift(timedelta(hours=24))
    answer = ada.sign_in(cast.ada).post("/settings/mail/code", code=code)
    assert answer.status_code == 400
    assert "older than a day" in answer.text


def test_a_new_address_takes_the_place_of_the_old_one_and_its_code(post: Post, cast: Cast) -> None:
    ada = post.give(cast.ada)
    old = post.code()
    ada.post("/settings/mail", address="countess@example.net")
    post.work()
    assert post.box.recipients[-1] == "countess@example.net"
    assert ada.post("/settings/mail/code", code=old).status_code == 400
    assert ada.post("/settings/mail/code", code=post.code()).status_code == 303


def test_codes_are_not_guessed_forever(post: Post, cast: Cast) -> None:
    ada = post.give(cast.ada)
    guess = "-".join(["0000"] * 7)
    answers = [ada.post("/settings/mail/code", code=guess).status_code for _ in range(11)]
    assert answers == [400] * 10 + [429]


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ada", "ada@", "@example.net", "ada@example", "ada lovelace@example.net", "ada@exa mple.net"),
        *("ada@example.net, eve@example.net", "ada@-.net", "a" * 65 + "@example.net", "ä@example.net"),
        *("ada@example.net\r\nBcc: eve@example.net", '"ada"@example.net', "<ada@example.net>"),
        "ada@[127.0.0.1]",
    ],
)  # fmt: skip
def test_what_is_no_address_is_sent_nothing(post: Post, cast: Cast, typed: str) -> None:
    ada = post.stage.visitor(cast.ada)
    answer = ada.post("/settings/mail", address=typed)
    post.work()
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert post.box.raw == []


def test_an_address_in_another_script_is_written_to_as_the_net_knows_it(post: Post, cast: Cast) -> None:
    post.give(cast.ada, "ada@bücher.example")
    assert post.box.recipients == ["ada@xn--bcher-kva.example"]


def test_nobody_learns_who_else_gave_an_address_and_no_mailbox_is_filled(post: Post, cast: Cast) -> None:
    pages = []
    for person in (cast.ada, cast.tim, cast.nell, cast.mira, cast.otto):
        visitor = post.stage.visitor(person)
        assert visitor.post("/settings/mail", address=ADDRESS).status_code == 303
        post.work()
        page = visitor.get("/settings/mail").text
        pages.append("A code was sent to" in page)
    assert pages == [True] * 5, "the answer is the same for everybody"
    assert len(post.box.raw) == MAILS_A_DAY


def test_who_gives_one_address_after_the_other_must_wait(post: Post, cast: Cast) -> None:
    ada = post.stage.visitor(cast.ada)
    answers = [
        ada.post("/settings/mail", address=f"ada{number}@example.net").status_code for number in range(6)
    ]
    assert answers == [303] * 5 + [429]


def test_who_sends_the_form_twice_at_once_has_one_address(post: Post, cast: Cast) -> None:
    start = threading.Barrier(3)
    faults: list[Exception] = []

    def give(number: int) -> None:
        start.wait(timeout=20)
        try:
            with post.stage.work():
                actions.give_address(cast.ada.confirmed, f"ada{number}@example.net", network=None)
        except Exception as fault:  # noqa: BLE001  # whatever it is, the test tells
            faults.append(fault)

    threads = [threading.Thread(target=give, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert post.stage.count(MailAddress) == 1
    post.work()
    assert len(post.box.raw) == 1, "the last one given"
