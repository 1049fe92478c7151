"""A community that is written to until its server is killed, and is looked at afterwards."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from flask import Flask

from forum.access import Role
from forum.accounts import tokens
from forum.accounts.models import SignInSession
from forum.lib import clock
from forum.lib.db import db, writing
from forum.moderation.rules import seed_rules
from tests.cast import Person, somebody
from tests.crash.people import Browser, Decider, Writer
from tests.fixtures.databases import SECRET
from tests.fixtures.ports import free_port
from tests.stories import a_post, a_reply, a_space

ROOT = Path(__file__).parents[2]
MEMBERS = 6
MODERATORS = 2
STARTS_WITHIN = 30  # seconds


@dataclass
class Community:
    """An installation with one piece, whose server runs in a process group of its own."""

    app: Flask
    data_dir: Path
    chance: Random
    post: str = ""
    known: list[str] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    server: subprocess.Popen[bytes] | None = None
    port: int = 0
    _people: int = 0

    def settle(self) -> None:
        """Let there be a piece with a first reply, and rules."""
        with self.app.app_context(), writing():
            seed_rules()
            ada = somebody("Ada", "none")
            post = a_post(ada.viewer, a_space(), title="On listening")
            self.post = post.public_id
            self.known.append(a_reply(ada.viewer, post).public_id)
            db.session.commit()

    def start(self, *before: str) -> None:
        """Start the server as `make run` does; `before` is a program that starts it instead."""
        self.port = free_port()
        settings = {
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "ALCOVE_DATA_DIR": str(self.data_dir),
            "ALCOVE_DATABASE_URL": str(self.app.config["SQLALCHEMY_DATABASE_URI"]),
            "ALCOVE_SECRET_KEY": SECRET,
            "ALCOVE_DEMO": "0",
            "ALCOVE_SECOND_FACTOR": "optional",
            "ALCOVE_WORKERS": "2",
        }
        command = [*before, sys.executable, "-m", "gunicorn", "--config", "forum/server.py", "wsgi:app"]
        self.server = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_it_answers()

    def kill(self) -> None:
        """Kill every process of the server at once, as a power cut would."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()

    def stop(self) -> None:
        """Stop the server in good order."""
        assert self.server is not None
        os.killpg(self.server.pid, signal.SIGTERM)
        self.server.wait(STARTS_WITHIN)

    def invite(self, members: int = MEMBERS, moderators: int = MODERATORS) -> list[Writer]:
        """Sign new people in; nobody writes so much that a limit would hold them up."""
        roles = [Role.MEMBER] * members + [Role.MODERATOR] * moderators
        with self.app.app_context(), writing():
            invited = [self._invite(role) for role in roles]
            db.session.commit()
        for writer in invited:
            writer.browser.open_form(f"/p/{self.post}/replies/new")
        self.writers += invited
        return invited

    def write_until(self, acknowledged: int, people: list[Writer]) -> list[threading.Thread]:
        """Have people write at the same time until so much is acknowledged; they go on in their threads."""
        threads = [threading.Thread(target=person.write, daemon=True) for person in people]
        for thread in threads:
            thread.start()
        pause = threading.Event()
        while sum(person.acknowledged for person in people) < acknowledged:
            assert any(thread.is_alive() for thread in threads), self.faults()
            pause.wait(0.01)
        return threads

    def faults(self) -> list[str]:
        """What the server answered that it never should."""
        return [fault for writer in self.writers for fault in writer.faults]

    def _invite(self, role: Role) -> Writer:
        self._people += 1
        person = somebody(f"{role.name.title()}{self._people}", "none", role=role)
        browser = Browser(self.port, {"id": new_session(person)})
        kind = Decider if role is Role.MODERATOR else Writer
        return kind(person.pen_name, browser, self.post, Random(self.chance.random()), self.known)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            assert self.server is not None
            assert self.server.poll() is None, "the server did not start"
            connection = HTTPConnection("127.0.0.1", self.port, timeout=1)
            try:
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                threading.Event().wait(0.02)
            finally:
                connection.close()
        raise AssertionError("the server did not answer")


def new_session(person: Person) -> str:
    now = clock.now()
    token = tokens.new_token()
    db.session.add(
        SignInSession(
            account_id=person.account_id,
            persona_id=person.persona_id,
            token_digest=tokens.digest(token),
            created_at=now,
            last_used_at=now,
            expires_at=now.replace(year=now.year + 1),
        )
    )
    return token
