"""A day on a real server, with workers and mail: everything that people trust a place with happens once."""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pyotp
from flask import Flask
from sqlalchemy import delete, select, update

from forum.accounts.actions._open_session import open_for
from forum.accounts.models import Account, Departure, NameReservation, Persona
from forum.discussion.models import Reply
from forum.lib import clock
from forum.lib.db import db, writing
from forum.lib.milestones import Milestone
from forum.notifications.models import Notice
from tests.cast import Person
from tests.fixtures.mail import Mailbox
from tests.house.source import ROOT
from tests.moderation.stage import Stage, address, name
from tests.serving.browser import ADDRESS, AGENT, TICKET, TOKEN, Browser
from tests.serving.conftest import PATIENCE

SIGN_IN, PEN, LATER_PEN = "the night heron of july", "Quillfeather", "Larkspurred"
PASSWORD, WRONG, SECOND = (f"{word} that nobody guesses" for word in ("planted", "mistaken", "renewed"))
NEIGHBOUR = "127.8.9.10"  # of whom no proxy tells anything
MAIL = "night.heron@mailbox.example"
FLAGGED, FLAGGED_BY_MEMBER, APPEALED = (f"Confided {number} to moderators" for number in ("one", "two", "3"))
TEXT = "Marmalade on the windowsill"  # what everybody may read, and must be found where it belongs
A_CODE = timedelta(seconds=30)  # for so long an app shows one
CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@dataclass
class Day:
    """A place, who works there, and what must not be found of the day."""

    app: Flask
    stage: Stage
    port: str
    mailbox: Mailbox
    environment: dict[str, str]
    log: Path
    planted: dict[str, str] = field(default_factory=dict)
    _worker: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Have a worker begin; it sweeps at once."""
        command = [sys.executable, "-m", "flask", "alcove", "worker"]
        with self.log.open("ab") as log:
            self._worker = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def end(self) -> None:
        """Have the worker stop."""
        if self._worker is not None:
            self._worker.send_signal(signal.SIGTERM)
            self._worker.wait(PATIENCE)

    def hurry(self, job: str, *changes: Callable[[], object]) -> None:
        """Have so much time pass, as far as the rows tell, that something is due that recurs."""
        self.end()
        with self.app.app_context(), writing():
            for change in changes:
                change()
            db.session.execute(delete(Milestone).where(Milestone.name == job))
            db.session.commit()
        self.begin()

    def live(self) -> None:
        """Vera joins, writes, flags, is decided about and appeals, takes another name, and gets back in."""
        self.planted |= {"address": ADDRESS, "neighbour": NEIGHBOUR, "agent": AGENT, "sign-in name": SIGN_IN}
        self.planted |= {"password": PASSWORD, "wrong": WRONG, "second": SECOND, "mail": MAIL}
        self.planted |= {"flag": FLAGGED, "member's flag": FLAGGED_BY_MEMBER, "appeal": APPEALED}
        cast = self.stage.cast
        piece = self.stage.piece(cast.ada)
        by_ada = self.stage.reply(cast.ada, piece, "For everybody.")
        neighbour = Browser(self.port, address=None, source=NEIGHBOUR)
        neighbour.do(f"/flag?on={by_ada}", on=by_ada, reason="other", words=FLAGGED)
        vera = self._join()
        self._give_mail(vera)
        vera.do(f"{address(piece)}/replies", f"{address(piece)}/replies/new", body=TEXT)
        vera.do(f"/flag?on={by_ada}", on=by_ada, reason="other", words=FLAGGED_BY_MEMBER)
        self._decide_and_appeal(vera)
        vera.do(f"{address(piece)}/replies", f"{address(piece)}/replies/new", body="A second reply.")
        self._be_told(vera)
        vera.do("/settings/pen-name", pen_name=LATER_PEN)
        self._wait_for(lambda: not _rows(NameReservation.persona_id, NameReservation.persona_id.is_not(None)))
        self._set_up_codes(self._recover())
        self._remember(neighbour, vera)

    def leave(self) -> None:
        """Vera leaves, and a day passes."""
        vera = Browser(self.port)
        status, page = vera.send("/sign-in", sign_in_name=SIGN_IN, password=SECOND)
        assert (status, "ticket" in page) == (200, True), "a code is asked for"
        following = pyotp.TOTP(self.planted["key of codes"]).at(clock.now() + A_CODE)  # each counts once
        token, ticket = TOKEN.findall(page)[0], TICKET.findall(page)[0]
        assert vera.ask("/sign-in/code", csrf_token=token, ticket=ticket, code=following)[0] == 303
        vera.do("/settings/leaving", texts="disown")
        self._remember(vera)
        past = update(Departure).values(leaves_at=clock.now() - timedelta(minutes=1))
        self.hurry("discussion.take_leave", lambda: db.session.execute(past))
        self._wait_for(lambda: not _rows(Persona.id, Persona.pen_name == LATER_PEN))
        self._wait_for(lambda: not _rows(NameReservation.persona_id, NameReservation.persona_id.is_not(None)))

    def _join(self) -> Browser:
        vera = Browser(self.port)
        vera.do("/age", remember="1")
        page = vera.do("/join", sign_in_name=SIGN_IN, pen_name=PEN, password=PASSWORD)
        self.planted["recovery code"] = _recovery_code(page)
        vera.do("/sign-out", "/settings")
        assert vera.send("/sign-in", sign_in_name=SIGN_IN, password=WRONG)[0] == 400
        vera.do("/sign-in", sign_in_name=SIGN_IN, password=PASSWORD)
        with self.app.app_context(), writing():
            db.session.execute(update(Account).values(approved_texts=10))  # nobody's first texts
            db.session.commit()
        return vera

    def _give_mail(self, vera: Browser) -> None:
        vera.do("/settings/mail", address=MAIL)
        self._wait_for(lambda: self.mailbox.raw)
        found = CODE.search(self.mailbox.texts[-1])
        assert found
        self.planted["mail code"] = found[0]
        vera.do("/settings/mail/code", "/settings/mail", code=found[0])

    def _decide_and_appeal(self, vera: Browser) -> None:
        with self.app.app_context():
            reply = name(db.session.scalars(select(Reply).where(Reply.source == TEXT)).one())
        ada, mira = self._known(self.stage.cast.ada), self._known(self.stage.cast.mira)
        ada.do(f"/flag?on={reply}", on=reply, reason="harassment", words=FLAGGED)
        case = f"/moderation/cases/{self.stage.case_on(reply)}"
        version = re.search(r'name="version" value="(\d+)"', mira.ask(case)[1])
        assert version
        verdict = {"action": "remove", "rule": "1", "reasons": "Marmalade stains.", "version": version[1]}
        mira.do(f"{case}/decisions", case, **verdict)
        statement = re.search(r"/moderation/statements/[\w-]+", vera.ask("/moderation/mine")[1])
        assert statement
        vera.do(f"{statement[0]}/appeal", words=APPEALED)
        self._remember(ada, mira)

    def _be_told(self, vera: Browser) -> None:
        """Ada replies, and Vera hears of it by mail."""
        with self.app.app_context():
            second = name(db.session.scalars(select(Reply).where(Reply.source == "A second reply.")).one())
        self.stage.reply(self.stage.cast.ada, second, f"Thank you, @{PEN}.")
        past = update(Notice).values(at=clock.now() - timedelta(hours=1))
        self.hurry("notifications.gather_mail", lambda: db.session.execute(past))
        self._wait_for(lambda: len(self.mailbox.raw) > 1)
        assert vera.ask("/notifications")[0] == 200

    def _recover(self) -> Browser:
        back = Browser(self.port)
        form = {"sign_in_name": SIGN_IN, "recovery_code": self.planted["recovery code"]}
        page = back.do("/recover", **form, new_password=SECOND)
        self.planted["second code"] = _recovery_code(page)
        return back

    def _set_up_codes(self, vera: Browser) -> None:
        """From now on signing in asks for a code as well."""
        page = vera.ask("/settings/codes")[1]
        key = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
        token, ticket = TOKEN.findall(page)[0], TICKET.findall(page)[0]
        code = pyotp.TOTP(key).at(clock.now())
        assert vera.ask("/settings/codes", csrf_token=token, ticket=ticket, code=code)[0] == 303
        self.planted["key of codes"] = key
        self._remember(vera)

    def _known(self, person: Person) -> Browser:
        """Somebody of the cast, signed in already."""
        browser = Browser(self.port)
        with self.app.app_context(), writing():
            account = db.session.get_one(Account, person.account_id)
            token = open_for(account, has_second_factor=True).token
            db.session.commit()
        browser.cookies["id"] = token
        browser.secrets.add(token)
        return browser

    def _remember(self, *browsers: Browser) -> None:
        for browser in browsers:
            self.planted |= {f"token {secret[:6]}…": secret for secret in browser.secrets}

    def _wait_for(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        with self.app.app_context():
            while not condition():
                assert time.monotonic() < deadline, self.log.read_text()
                db.session.rollback()
                threading.Event().wait(0.05)


def _recovery_code(page: str) -> str:
    groups = re.findall(r">([0-9A-Z]{4})<", page)
    assert len(groups) == 7, page
    return "-".join(groups)


def _rows(column: object, condition: object) -> list[object]:
    return list(db.session.scalars(select(column).where(condition)))  # type: ignore[call-overload]  # a column
