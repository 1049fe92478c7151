"""The eight who write while the server is killed, and what each of them was told."""

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from typing import ClassVar
from urllib.parse import urlencode

SEE_OTHER = 303
UNAVAILABLE = 503
PATIENCE = 20  # seconds
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Deed:
    """Something that somebody sent, and whether they were told that it is done."""

    kind: str
    words: str  # no two deeds have the same
    on: str = ""  # the public id of the reply it concerns
    parent: str = ""  # of what it answers, if it is a reply
    told: bool = False


class Unavailable(ConnectionError):
    """The server said that nothing was stored; `page` is what it said."""

    def __init__(self, page: str) -> None:
        super().__init__("nothing was acknowledged")
        self.page = page


@dataclass
class Browser:
    """Speaks to the server as one person's browser does."""

    port: int
    cookies: dict[str, str]
    token: str = ""

    def send(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Ask for a page or send a form; gives status, location and page. Raises OSError when cut off."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            if fields is None:
                connection.request("GET", path, headers=headers)
            else:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                form = urlencode({"csrf_token": self.token, **fields})
                connection.request("POST", path, form, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
            self._keep_cookies(answer.headers.get_all("Set-Cookie") or [])
        except HTTPException as error:
            raise ConnectionError("the answer was cut off") from error
        finally:
            connection.close()
        if answer.status == UNAVAILABLE:  # the database was killed first
            raise Unavailable(page)
        return answer.status, answer.headers.get("Location", ""), page

    def open_form(self, path: str) -> None:
        """Get the token that every form carries."""
        page = self.send(path)[2]
        found = TOKEN.search(page)
        assert found, page[:500]
        self.token = found.group(1)

    def _keep_cookies(self, lines: list[str]) -> None:
        for line in lines:
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value


@dataclass
class Writer:
    """A member who replies, edits and flags, until the server is gone."""

    name: str
    browser: Browser
    post: str
    chance: Random
    known: list[str]  # replies that anybody may answer, flag or remove; all writers add to it
    deeds: list[Deed] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    VERBS: ClassVar[tuple[str, ...]] = ("reply", "reply", "reply", "edit", "flag")

    @property
    def acknowledged(self) -> int:
        """How many deeds they were told of."""
        return sum(deed.told for deed in self.deeds)

    def write(self) -> None:
        """Do one thing after another until cut off; what the server acknowledges is noted."""
        while True:
            verb = self.chance.choice(self.VERBS)
            deed = Deed(verb, f"{self.name} {verb} {len(self.deeds)} {self.chance.random()}")
            try:
                getattr(self, verb)(deed)
            except OSError:
                return  # the server was killed
            except AssertionError as error:
                self.faults.append(str(error))
                return

    def reply(self, deed: Deed) -> None:
        """Answer the piece or somebody."""
        deed.parent = self.chance.choice(["", *self.known[-5:]])
        self.deeds.append(deed)
        self.send_reply(deed)

    def send_reply(self, deed: Deed) -> None:
        """Send an answer, for the first time or once more."""
        fields = {"body": deed.words, "parent": deed.parent}
        status, location, page = self.browser.send(f"/p/{self.post}/replies", fields)
        if deed.parent and status in (403, 404, 409):  # a moderator was faster
            self.deeds.remove(deed)
            return
        assert status == SEE_OTHER, f"{status} {page[:2000]}"
        deed.on = location.rpartition("/")[2]
        deed.told = True
        self.own.append(deed.on)
        self.known.append(deed.on)

    def edit(self, deed: Deed) -> None:
        """Change a reply of one's own."""
        if not self.own:
            return
        deed.on = self.chance.choice(self.own[-5:])
        self._do(deed, f"/r/{deed.on}/edit", {"body": deed.words})

    def flag(self, deed: Deed) -> None:
        """Flag a reply of somebody else's; nobody may do that often, so most times it is another reply."""
        others = [one for one in self.known if one not in self.own and one not in self._flagged()]
        if not others or len(self._flagged()) >= 15:
            self.reply(Deed("reply", deed.words))
            return
        deed.on = self.chance.choice(others[-8:])
        self._do(deed, f"/flag?on=reply:{deed.on}", {"reason": "other", "words": deed.words})

    def _flagged(self) -> set[str]:
        return {deed.on for deed in self.deeds if deed.kind == "flag"}

    def _do(self, deed: Deed, path: str, fields: dict[str, str]) -> None:
        self.deeds.append(deed)
        status, _location, page = self.browser.send(path, fields)
        if status in (403, 404, 409):  # a moderator was faster
            self.deeds.remove(deed)
            return
        assert status == SEE_OTHER, f"{status} {path} {page[:2000]}"
        deed.told = True


class Decider(Writer):
    """A moderator who takes up replies and removes them with reasons."""

    VERBS: ClassVar[tuple[str, ...]] = ("decide",)

    def decide(self, deed: Deed) -> None:
        """Remove a reply that nobody has decided on."""
        done = {earlier.on for earlier in self.deeds}
        choice = [one for one in self.known if one not in done]
        if not choice:
            return
        on = self.chance.choice(choice)
        status, case, page = self.browser.send("/moderation/cases", {"on": f"reply:{on}"})
        if status != SEE_OTHER:
            assert status in (403, 404), f"{status} {page[:2000]}"
            return
        page = self.browser.send(case)[2]
        version = VERSION.search(page)
        if not version or 'value="remove"' not in page:  # the other moderator was faster
            return
        deed.on = on
        fields = {"action": "remove", "rule": "1", "reasons": deed.words, "version": version.group(1)}
        self._do(deed, f"{case}/decisions", fields)
