"""An author tends the conversation beneath their piece, with and without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, expect

from forum.accounts.passwords import hash_password
from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_reply, a_space


@dataclass
class Piece:
    """Ada's piece in the server's database; Pia and Kim reply beneath it."""

    server: Server
    cast: Cast
    url: str = ""
    pia: Person = field(init=False)
    kim: Person = field(init=False)

    def begin(self) -> "Piece":
        """The piece, and two members."""
        with self.server.app.app_context(), writing():
            password = hash_password(PASSWORD)
            self.pia, self.kim = somebody("Pia", password), somebody("Kim", password)
            post = a_post(self.cast.ada.viewer, a_space(), title="The blue bowl", body="It holds keys.")
            db.session.commit()
            self.url = f"/p/{post.public_id}"
        return self

    def reply(self, person: Person, body: str, to: str | None = None) -> str:
        """Somebody replies; gives the reply's id."""
        with self.server.app.app_context(), writing():
            post = find_post(person.viewer, self.url[3:])
            parent = find_reply(person.viewer, to) if to else None
            found = a_reply(person.viewer, post, parent, body).public_id
            db.session.commit()
            return found


Arrive = Callable[[], Visit]


@pytest.fixture
def piece(live_server: Server, live_cast: Cast) -> Piece:
    """A piece to tend."""
    return Piece(live_server, live_cast).begin()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script, axe=False)


def _reply(visit: Visit, public_id: str) -> Locator:
    return visit.page.locator(f"#r-{public_id}")


def _use(visit: Visit, public_id: str, tool: str) -> Visit:
    """Open "More" beneath a reply and press a button in it."""
    reply = _reply(visit, public_id)
    reply.locator("summary").click()
    reply.get_by_role("button", name=tool, exact=True).click()
    visit.page.wait_for_load_state()
    return visit.look()


def test_an_author_pauses_freezes_hides_and_shows_again(piece: Piece, arrive: Arrive) -> None:
    first, second = piece.reply(piece.pia, "Mine is green."), piece.reply(piece.kim, "Bowls are overrated.")
    ada, kim = arrive().sign_in(piece.cast.ada).go(piece.url), arrive().sign_in(piece.kim)

    ada.page.get_by_text("Your tools for this conversation").click()
    ada.press("Close it").sees("The author has paused replies until")
    kim.go(piece.url).sees("The author has paused replies until")
    expect(kim.page.locator("textarea")).to_have_count(0)
    expect(kim.page.get_by_role("link", name="Reply to")).to_have_count(0)
    ada.press("Let people reply again").does_not_see("The author has paused replies")
    expect(ada.page.locator("textarea")).to_have_count(1)

    _use(ada, first, "Freeze this branch").sees("The author has frozen this branch.")
    kim.go(piece.url).sees("The author has frozen this branch.")
    expect(_reply(kim, first).get_by_role("link", name="Reply to")).to_have_count(0)
    expect(_reply(kim, second).get_by_role("link", name="Reply to")).to_have_count(1)
    _use(ada, first, "Open this branch").does_not_see("frozen")

    _use(ada, second, "Hide").sees("The reply is hidden.", "Hidden by you").does_not_see(
        "Bowls are overrated."
    )
    kim.go("/notifications").sees("The author of a piece hid your reply.").follow("The author of a piece hid")
    kim.sees("Bowls are overrated.", "kept here for you for 30 days")
    _use(ada, second, "Show again").sees("The reply is back in its place.", "Bowls are overrated.")


def test_an_author_reads_replies_before_everybody_else(piece: Piece, arrive: Arrive) -> None:
    ada, kim, other = arrive().sign_in(piece.cast.ada), arrive().sign_in(piece.kim), arrive()
    ada.go(piece.url)
    ada.page.get_by_text("Your tools for this conversation").click()
    ada.follow("Who may reply, and what you read first")
    ada.page.get_by_label("Every reply", exact=True).check()
    ada.press("Save").sees("The author reads each reply before it is shown.")

    kim.go(piece.url).fill("Your reply", "Where did you find it?").press("Reply")
    kim.sees("Where did you find it?", "Waits for the author of the piece.")
    piece.reply(piece.pia, "Lovely.")
    other.go("/age").press("I am 18 or older").go(piece.url).does_not_see("Where did you find it?", "Lovely.")

    ada.go(piece.url).sees("2 replies wait for you").follow("2 replies wait for you")
    ada.sees("Where did you find it?", "Lovely.")
    ada.page.get_by_role("button", name="Let it through").first.click()
    ada.look().sees("Everybody can read the reply now.").does_not_see("Where did you find it?")
    ada.page.get_by_role("button", name="Hide").first.click()
    ada.look().sees("Nothing waits.", "Lovely.")
    other.go(piece.url).sees("Where did you find it?").does_not_see("Lovely.")
