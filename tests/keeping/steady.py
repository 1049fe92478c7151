"""People who go on writing and reading whatever the server answers, and note what they were told."""

import html
import threading
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection

from flask import Flask
from sqlalchemy import select, update

from forum.accounts.models import SignInSession
from forum.discussion.models import Reply
from forum.lib import clock
from forum.lib.db import db, writing
from tests.cast import somebody
from tests.crash.community import Community, new_session
from tests.crash.people import Browser, Unavailable

WRITERS = 4
PAUSE = 0.01  # seconds, that a server which is away is not asked without end
PATIENCE = 40  # seconds


@dataclass
class Steady:
    """A member who sends one reply after the other, each with other words, and opens the page between."""

    name: str
    browser: Browser
    post: str
    told: dict[str, str] = field(default_factory=dict)  # words, and the reply's public id
    refused: list[str] = field(default_factory=list)  # words that came back with a 503
    unread: int = 0  # pages that could not be opened
    faults: list[str] = field(default_factory=list)
    is_done: threading.Event = field(default_factory=threading.Event)

    def live(self) -> None:
        """Write and read until told to stop."""
        number = 0
        while not self.is_done.is_set():
            number += 1
            self._write(f"Member {self.name} says number {number} & <no> more.")
            self._read()

    def _write(self, words: str) -> None:
        try:
            status, location, _page = self.browser.send(f"/p/{self.post}/replies", {"body": words})
        except Unavailable as answer:
            self.refused.append(words)
            if html.escape(words) not in answer.page:
                self.faults.append(f"{words} was not kept")
            self.is_done.wait(PAUSE)
        except OSError as error:
            self.faults.append(f"{words}: {error!r}")
        else:
            if status == 303:
                self.told[words] = location.rpartition("/")[2]
            else:
                self.faults.append(f"{words}: {status}")

    def _read(self) -> None:
        try:
            status, _location, page = self.browser.send(f"/p/{self.post}")
        except Unavailable:
            self.unread += 1
        except OSError as error:
            self.faults.append(f"reading: {error!r}")
        else:
            if status != 200 or 'class="prose' not in page:
                self.faults.append(f"reading: {status}")


@dataclass
class Crowd:
    """Several of them at once."""

    people: list[Steady]
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Have everybody write."""
        self.threads = [threading.Thread(target=person.live, daemon=True) for person in self.people]
        for thread in self.threads:
            thread.start()

    def wait_for(self, what: str, more: int = 3) -> None:
        """Wait until each of them has `more` of what they note than now: `told`, `refused`."""
        before = {person.name: len(getattr(person, what)) for person in self.people}
        pause = threading.Event()
        for _turn in range(int(PATIENCE / PAUSE)):
            if all(len(getattr(one, what)) >= before[one.name] + more for one in self.people):
                return
            pause.wait(PAUSE)
        raise AssertionError(f"nobody was {what} any more: {self.faults()}")

    def end(self) -> None:
        """Let everybody finish what they do."""
        for person in self.people:
            person.is_done.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def faults(self) -> list[str]:
        """What nobody should have been answered."""
        return [fault for person in self.people for fault in person.faults]

    def told(self) -> dict[str, str]:
        """Every reply that was acknowledged: words and public id."""
        return {words: name for person in self.people for words, name in list(person.told.items())}


def a_crowd(community: Community, size: int = WRITERS, name: str = "Member") -> Crowd:
    """People with a session that was last used long ago, so that reading notes its use anew."""
    people = []
    with community.app.app_context(), writing():
        for number in range(size):
            person = somebody(f"{name}{number}", "none")
            browser = Browser(0, {"id": new_session(person)})
            people.append(Steady(person.pen_name, browser, community.post))
        db.session.commit()
        long_ago = clock.now() - timedelta(hours=3)
        db.session.execute(update(SignInSession).values(last_used_at=long_ago))
        db.session.commit()
    return Crowd(people)


def let_write(community: Community, crowd: Crowd) -> Browser:
    """Have everybody write; gives a visitor who is reading."""
    for person in crowd.people:
        person.browser.port = community.port
        person.browser.open_form(f"/p/{community.post}/replies/new")
    visitor = a_visitor(community.port)
    assert visitor.send(f"/p/{community.post}")[0] == 200
    crowd.begin()
    return visitor


def a_visitor(port: int) -> Browser:
    visitor = Browser(port, {})
    visitor.open_form("/age")
    assert visitor.send("/age", {})[0] == 303
    return visitor


def ask(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def replies_in(app: Flask) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with app.app_context():
        for words, name in db.session.execute(
            select(Reply.source, Reply.public_id).where(Reply.source.like("Member%"))
        ):
            found.setdefault(words, []).append(name)
    return found


def hang_up(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
