"""People who go on writing and reading whatever the server answers, and note what they were told."""

import html
import threading
from dataclasses import dataclass, field

from tests.crash.people import Browser, Unavailable

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
