"""Readers who come back: members step through what is new, visitors if they ask their browser to remember."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from forum.discussion.queries.conversation import find_reply
from forum.discussion.queries.posts import find_post
from forum.lib.db import db, writing
from tests.cast import Cast, Person
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_reply, a_space

MINUTE = 60_000
WORDS = "A paragraph that takes some room, so that one must scroll to read on.\n\n" * 4


@dataclass
class Talk:
    """A conversation of twelve long replies, to which people add while others read."""

    server: Server
    cast: Cast
    url: str = ""

    def begin(self) -> "Talk":
        """Ada's piece, answered by Otto."""
        with self.server.app.app_context(), writing():
            post = a_post(self.cast.ada.viewer, a_space(), title="The blue bowl", body=WORDS)
            for number in range(12):
                a_reply(self.cast.otto.viewer, post, body=f"Number {number}.\n\n{WORDS}")
            db.session.commit()
            self.url = f"/p/{post.public_id}"
        return self

    def reply(self, person: Person, body: str, to: str | None = None) -> str:
        """Somebody replies; gives the reply's id."""
        with self.server.app.app_context(), writing():
            post = find_post(person.viewer, self.url[3:])
            parent = find_reply(person.viewer, to) if to else None
            found = a_reply(person.viewer, post, parent, f"{body}\n\n{WORDS}").public_id
            db.session.commit()
            return found


@pytest.fixture
def talk(live_server: Server, live_cast: Cast) -> Talk:
    """A conversation to come back to."""
    return Talk(live_server, live_cast).begin()


Arrive = Callable[[], Visit]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script)


@pytest.fixture
def visitor(open_page: Open, live_server: Server) -> Page:
    """A visitor past the gate, whose clock can be moved."""
    page = open_page(base_url=live_server.url)
    page.clock.install()
    page.goto("/age")
    page.get_by_role("button", name="I am 18 or older").click()
    return page


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_a_member_comes_back_and_steps_through_what_is_new(arrive: Arrive, talk: Talk) -> None:
    mira = arrive().sign_in(talk.cast.mira).go(talk.url).does_not_see("since you were here")
    first = talk.reply(talk.cast.otto, "A new one at the top.", _ids(mira.page)[0])
    second = talk.reply(talk.cast.ada, "A new one at the end.")
    mira.go("/").page.get_by_role("link", name="2 new in The blue bowl").click()
    expect(mira.page.locator(f"#r-{first}")).to_be_in_viewport()
    mira.look().sees("2 new since you were here")
    expect(mira.page.locator(".reply--new")).to_have_count(2)
    mira.page.locator(f"#r-{first}").get_by_role("link", name="Next new").click()
    expect(mira.page.locator(f"#r-{second}")).to_be_in_viewport()
    mira.page.locator(f"#r-{second}").get_by_role("link", name="Previous new").click()
    expect(mira.page.locator(f"#r-{first}")).to_be_in_viewport()


def test_n_and_p_go_from_one_to_the_next(open_page: Open, live_server: Server, talk: Talk) -> None:
    mira = Visit(open_page(base_url=live_server.url, reduced_motion="reduce"), script=True)
    page = mira.sign_in(talk.cast.mira).go(talk.url).page
    inner = talk.reply(talk.cast.otto, "Within.", _ids(page)[3])
    outer = talk.reply(talk.cast.ada, "After all.")
    mira.go(talk.url)
    page.locator(".branch__fold").first.check()
    expect(page.locator(f"#r-{inner}")).to_be_hidden()
    for key, wanted in (("n", inner), ("n", outer), ("p", inner)):
        page.keyboard.press(key)
        expect(page.locator(f"#r-{wanted}")).to_be_in_viewport()
        assert _focused(page) == f"r-{wanted}"
    expect(page.locator("[data-new-said]")).to_have_text("New reply 1 of 2 on this page")
    page.keyboard.press("p")
    expect(page.locator("[data-new-said]")).to_have_text("No further new reply on this page")

    page.locator("#body").focus()
    page.keyboard.type("no stepping in here: np")
    assert _focused(page) == "body"
    page.get_by_text("Keys", exact=True).click()
    page.get_by_label("Keys are on").uncheck()
    page.locator("h1").click()
    page.keyboard.press("n")
    assert not _focused(page).startswith("r-")


def test_the_page_says_when_something_came_and_moves_nothing(
    open_page: Open, live_server: Server, talk: Talk
) -> None:
    page = open_page(base_url=live_server.url)
    page.clock.install()
    visit = Visit(page, script=True).sign_in(talk.cast.mira)
    page.goto(talk.url)
    page.evaluate("scrollTo(0, 1500)")
    line = page.locator("[data-news]")
    expect(line).not_to_be_in_viewport()
    with page.expect_response("**/news?*") as quiet:
        page.clock.fast_forward(MINUTE)
    assert quiet.value.status == 204
    new = talk.reply(talk.cast.otto, "While you were reading.")
    with page.expect_response("**/news?*"):
        page.clock.fast_forward(2 * MINUTE)
    expect(line).to_be_in_viewport()
    expect(line).to_have_text("1 new reply")
    assert page.evaluate("scrollY") == 1500

    page.get_by_role("link", name="Reply to Otto", exact=False).first.click()
    page.locator("#body").fill("Half a sentence that must not be lo")
    answered = page.locator("[data-composer-parent]").input_value()
    visit.look()
    line.get_by_role("link").click()
    expect(page.locator(f"#r-{new}")).to_be_in_viewport()
    expect(page.locator("#body")).to_have_value("Half a sentence that must not be lo")
    assert page.locator("[data-composer-parent]").input_value() == answered
    assert page.evaluate("sessionStorage.length") == 0


def test_asking_stops_when_it_is_refused(open_page: Open, live_server: Server, talk: Talk) -> None:
    page = open_page(base_url=live_server.url)
    page.clock.install()
    Visit(page, script=True).sign_in(talk.cast.mira)
    page.goto(talk.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/news" in request.url else None)
    page.context.clear_cookies()
    with page.expect_response("**/news?*") as refused:
        page.clock.fast_forward(MINUTE)
    assert refused.value.status == 403
    page.clock.run_for(60 * MINUTE)
    assert len(asked) == 1


def test_a_visitor_is_remembered_nowhere_unless_they_ask(visitor: Page, talk: Talk) -> None:
    visitor.goto(talk.url)
    talk.reply(talk.cast.ada, "Later.")
    visitor.goto(talk.url)
    expect(visitor.locator(".reply--new")).to_have_count(0)
    assert visitor.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_visitor_asks_their_browser_to_remember(visitor: Page, talk: Talk) -> None:
    visitor.goto(talk.url)
    visitor.get_by_text("Mark what is new when I come back").click()
    visitor.get_by_label("Remember in this browser what I have read").check()
    Visit(visitor, script=True).look()
    kept = visitor.evaluate("JSON.stringify(localStorage)")
    assert talk.url[3:] not in kept, "no address stands in the memory"
    cookies = visitor.context.cookies()

    first = talk.reply(talk.cast.otto, "A new one.", _ids(visitor)[0])
    talk.reply(talk.cast.ada, "Another.")
    visitor.goto(talk.url)
    expect(visitor.locator(".reply--new")).to_have_count(2)
    line = visitor.get_by_role("link", name="2 new since you were here")
    Visit(visitor, script=True).look()
    line.click()
    expect(visitor.locator(f"#r-{first}")).to_be_in_viewport()
    visitor.locator(f"#r-{first}").get_by_role("link", name="Next new").click()
    visitor.keyboard.press("p")
    assert _focused(visitor) == f"r-{first}"
    assert visitor.context.cookies() == cookies

    visitor.reload()
    expect(visitor.locator(".reply--new")).to_have_count(2)
    visitor.clock.fast_forward(45 * MINUTE)
    visitor.goto(talk.url)
    expect(visitor.locator("[data-memory-control]")).to_be_visible()
    expect(visitor.locator(".reply--new")).to_have_count(0)


def test_leaving_the_page_forgets_what_was_read(
    visitor: Page, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(talk.server.app.config, "LEAVE_URL", f"{talk.server.url}/about")
    visitor.goto(talk.url)
    visitor.get_by_text("Mark what is new when I come back").click()
    visitor.get_by_label("Remember in this browser what I have read").check()
    assert visitor.evaluate("localStorage.length") == 1
    visitor.get_by_role("button", name="Leave this page").click()
    visitor.wait_for_url(re.compile("/about$"))
    assert visitor.evaluate("localStorage.length") == 0


def test_turning_it_off_forgets_as_well(visitor: Page, talk: Talk) -> None:
    visitor.goto(talk.url)
    visitor.get_by_text("Mark what is new when I come back").click()
    switch = visitor.get_by_label("Remember in this browser what I have read")
    switch.check()
    switch.uncheck()
    assert visitor.evaluate("localStorage.length") == 0


def test_after_thirty_days_the_browser_has_forgotten(visitor: Page, talk: Talk) -> None:
    visitor.goto(talk.url)
    visitor.get_by_text("Mark what is new when I come back").click()
    visitor.get_by_label("Remember in this browser what I have read").check()
    talk.reply(talk.cast.ada, "Much later.")
    visitor.clock.fast_forward(31 * 24 * 60 * MINUTE)
    visitor.goto("/about")
    assert visitor.evaluate("localStorage.getItem('read')") == "{}"


def _ids(page: Page) -> list[str]:
    return [
        str(each)
        for each in page.evaluate("[...document.querySelectorAll('[data-reply]')].map(r => r.dataset.reply)")
    ]
