"""A site with planted words behind the gate, and somebody who speaks HTTP to it word by word."""

import http.client
import re
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlencode, urlsplit

from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast, Person
from tests.fixtures.servers import Server
from tests.stories import a_post, a_reply, a_space

TITLE, WORDS, REPLY, NOTE = "Zinnober und Zimt", "Quittengelee", "Holunderblüte", "Wermutstropfen"
PLANTED = (TITLE, WORDS, REPLY, NOTE)
NAMES = ("Ada", "Mira")  # of people who wrote there


@dataclass
class World:
    """Where the server is, and the addresses of what stands behind its gate."""

    server: Server
    cast: Cast
    piece: str = ""
    reply: str = ""

    def build(self) -> "World":
        """Have a piece with a reply stand there."""
        with self.server.app.app_context(), writing():
            post = a_post(self.cast.ada.viewer, a_space(), title=TITLE, body=WORDS, content_notes=NOTE)
            reply = a_reply(self.cast.mira.viewer, post, body=REPLY)
            db.session.commit()
            self.piece, self.reply = f"/p/{post.public_id}", f"/r/{reply.public_id}"
        return self

    def come(self) -> "Raw":
        """Somebody with no cookies."""
        return Raw(self.server.url)


@dataclass(frozen=True)
class Answer:
    """What came back, byte for byte."""

    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def holds(self) -> set[str]:
        """Which of the planted words it holds, in body or headers."""
        whole = self.text + str(self.headers)
        return {word for word in (*PLANTED, *(f">{name}<" for name in NAMES)) if word in whole}


@dataclass
class Raw:
    """Somebody who sends exactly what they are told to, and keeps cookies."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def send(
        self, target: str, method: str = "GET", headers: dict[str, str] | None = None, body: str | None = None
    ) -> Answer:
        """One request, its target untouched."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=20)
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, target, body, sent | (headers or {}))
        answer = connection.getresponse()
        found = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return found

    def fill(self, page: str, target: str, **fields: str) -> Answer:
        """Send a form with the token of the page that it stands on."""
        token = re.findall(r'name="csrf_token" value="([^"]+)"', self.send(page).text)[0]
        return self.send(target, "POST", body=urlencode({"csrf_token": token, **fields}))

    def pass_gate(self) -> "Raw":
        """Say that one is an adult."""
        assert self.fill("/", "/age", next="/").status == 303
        return self

    def sign_in(self, person: Person) -> "Raw":
        """Sign in."""
        assert (
            self.fill("/sign-in", "/sign-in", sign_in_name=person.sign_in_name, password=PASSWORD).status
            == 303
        )
        return self
