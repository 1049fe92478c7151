"""A member keeps somebody away, hides their pieces from visitors, and keeps a reply; without script, too."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, expect

from forum.accounts.passwords import hash_password
from forum.lib.db import db, writing
from tests.cast import PASSWORD, Cast, Person, somebody
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_reply, a_space

Arrive = Callable[[], Visit]
PLACEHOLDER = "A reply by somebody you have blocked"


@dataclass
class Meeting:
    """Pia's reply beneath Kim's piece, Kim's answer to it, and a piece of Ada's."""

    server: Server
    cast: Cast
    kims: str = ""
    adas: str = ""
    pias_reply: str = ""
    pia: Person = field(init=False)
    kim: Person = field(init=False)

    def begin(self) -> "Meeting":
        """Everybody has written."""
        with self.server.app.app_context(), writing():
            password = hash_password(PASSWORD)
            self.pia, self.kim = somebody("Pia", password), somebody("Kim", password)
            space = a_space()
            kims = a_post(self.kim.viewer, space, title="The blue bowl", body="It holds keys.")
            reply = a_reply(self.pia.viewer, kims, body="Bowls are overrated.")
            a_reply(self.kim.viewer, kims, reply, "Not this one.")
            adas = a_post(self.cast.ada.viewer, space, title="A winter", body="It snowed.")
            db.session.commit()
            self.kims, self.adas = f"/p/{kims.public_id}", f"/p/{adas.public_id}"
            self.pias_reply = reply.public_id
        return self


@pytest.fixture
def meeting(live_server: Server, live_cast: Cast) -> Meeting:
    """A place where not everybody gets along."""
    return Meeting(live_server, live_cast).begin()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script, axe=False)


def _reply(visit: Visit, public_id: str) -> Locator:
    return visit.page.locator(f"#r-{public_id}")


def _more(visit: Visit, public_id: str) -> Locator:
    """Open "More" beneath a reply."""
    tools = _reply(visit, public_id).locator(".reply__tools")
    tools.locator("summary").click()
    return tools


def test_a_block_from_under_a_reply_and_back(meeting: Meeting, arrive: Arrive) -> None:
    ada, pia = arrive().sign_in(meeting.cast.ada).go(meeting.kims), arrive().sign_in(meeting.pia)
    pia.go(meeting.adas)
    expect(pia.page.locator("textarea")).to_have_count(1)
    _more(ada, meeting.pias_reply).get_by_role("link", name="Block or mute").click()
    ada.look().sees("Keep away Pia", "They are not told.").press("Block")
    ada.sees("Blocked. They cannot reply to what you write, and are not told.")

    reply = _reply(ada, meeting.pias_reply)
    expect(reply.get_by_text("Bowls are overrated.")).to_be_hidden()
    ada.sees("Not this one.")
    reply.get_by_text(PLACEHOLDER).click()
    expect(reply.get_by_text("Bowls are overrated.")).to_be_visible()

    pia.fill("Your reply", "Let me in.").press("Reply").sees(
        "Replies are not open to you here.", "Let me in."
    )
    pia.go(meeting.adas).sees("Replies are not open to you here.")
    expect(pia.page.locator("textarea")).to_have_count(0)
    pia.go(meeting.kims)
    expect(pia.page.locator("textarea")).to_have_count(1)

    ada.go("/settings").follow("Blocked").sees("Pia").press("Undo it").sees("You keep nobody away.")
    ada.go(meeting.kims).does_not_see(PLACEHOLDER)
    pia.go(meeting.adas)
    expect(pia.page.locator("textarea")).to_have_count(1)


def test_a_mute_from_a_persons_page(meeting: Meeting, arrive: Arrive) -> None:
    ada = arrive().sign_in(meeting.cast.ada).go("/u/Pia").follow("Block or mute").press("Mute")
    ada.go(meeting.kims).sees("A reply by somebody you have muted")
    expect(_reply(ada, meeting.pias_reply).get_by_text("Bowls are overrated.")).to_be_hidden()


def test_all_pieces_are_hidden_from_visitors_and_come_back(meeting: Meeting, arrive: Arrive) -> None:
    ada, guest = arrive().sign_in(meeting.cast.ada), arrive()
    guest.go("/age").press("I am 18 or older").go("/").sees("A winter", "The blue bowl")
    ada.go("/settings").follow("Visitors").press("Hide them").sees(
        "Only members can read what you write as Ada"
    )
    guest.go("/").sees("The blue bowl").does_not_see("A winter")
    ada.go("/").sees("A winter").go(meeting.adas).sees("members only")
    ada.go("/settings/visitors").press("Show them again")
    guest.go("/").sees("A winter")


def test_a_reply_and_a_piece_are_kept_and_let_go(meeting: Meeting, arrive: Arrive) -> None:
    ada = arrive().sign_in(meeting.cast.ada).go(meeting.kims)
    _more(ada, meeting.pias_reply).get_by_role("button", name="Keep").click()
    ada.look().sees("Kept among your bookmarks. Only you see them.")
    ada.page.locator(".essay__foot").get_by_role("button", name="Keep").click()
    ada.look().go("/bookmarks").sees("The blue bowl", "It holds keys.", "Bowls are overrated.")
    ada.page.get_by_role("button", name="Let it go").first.click()
    ada.look().sees("Bowls are overrated.").does_not_see("It holds keys.")
