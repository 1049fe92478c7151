"""The stage of the moderation's stories serves those about notices too, and a mailbox those about mail."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import TimeMachineFixture

from forum.access import SYSTEM
from forum.lib import clock, jobs, mail
from forum.notifications.actions.gather_mail import gather_mail
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.fixtures.mail import Mailbox
from tests.moderation.conftest import stage
from tests.moderation.stage import Stage

__all__ = ["stage"]

SENDER = "post@example.org"
ADDRESS = "ada.lovelace@example.net"
LATER = timedelta(minutes=11)  # than the ten after which notices are told by mail


def set_up_mail(app: Flask, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have an application send mail, and not wait before it tries again."""
    monkeypatch.setitem(app.extensions, mail.EXTENSION, mail.Mailer(mail.server(url), SENDER))
    monkeypatch.setattr(mail, "QUIET", 0.0)


@dataclass
class Post:
    """A place that sends mail, and what came of it."""

    stage: Stage
    box: Mailbox
    clock: TimeMachineFixture

    def give(self, person: Person, address: str = ADDRESS) -> Visitor:
        """Give an address; the code is sent."""
        visitor = self.stage.visitor(person)
        answer = visitor.post("/settings/mail", address=address)
        assert answer.status_code == 303, answer.text
        self.work()
        return visitor

    def confirm(self, person: Person, address: str = ADDRESS) -> Visitor:
        """Give an address and confirm it; the mailbox is empty again."""
        visitor = self.give(person, address)
        assert visitor.post("/settings/mail/code", code=self.code()).status_code == 303
        self.box.raw.clear()
        return visitor

    def code(self) -> str:
        """The code in the newest mail."""
        found = re.search(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", self.box.texts[-1])
        assert found, self.box.texts[-1]
        return found[0]

    def work(self) -> None:
        """Have the workers do all that is due."""
        for _done in jobs.sweep(self.stage.app):
            pass

    def pass_by(self, time: timedelta = LATER) -> None:
        """Let time pass, and everybody who is due be told."""
        self.clock.shift(time)
        with self.stage.work():
            gather_mail(SYSTEM)
        self.work()


@pytest.fixture
def post(
    stage: Stage, mail_server: Mailbox, monkeypatch: pytest.MonkeyPatch, time_machine: TimeMachineFixture
) -> Post:
    """A stage whose operator has set up mail."""
    time_machine.move_to(clock.now(), tick=False)
    set_up_mail(stage.app, mail_server.url, monkeypatch)
    return Post(stage, mail_server, time_machine)


@pytest.fixture
def piece(stage: Stage, cast: Cast) -> str:
    """Ada's piece, which the others reply to."""
    return stage.piece(cast.ada, "Plantedwords of a piece.", title="Plantedtitle")
