"""Leak checks: the exit leaves at once, and no page that a browser kept whole comes back (TRUST.md §1)."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from forum.access import AgeLevel
from forum.discussion.models import Space
from forum.lib.db import db, writing
from tests.agegate.leaks.world import TITLE, WORDS, World
from tests.fixtures.browser import Open

ELSEWHERE = "https://elsewhere.example/"
GATE = "Before you come in"
# Says when the browser shows a page that it had kept whole, and whether anything could be seen of it.
TELL = """addEventListener("DOMContentLoaded", () => addEventListener("pageshow", event => {
  if (event.persisted) console.log(`kept whole, ${document.body.hidden ? "blank" : "seen"}`);
}));"""


@pytest.fixture
def reader(world: World, open_page: Open) -> Page:
    """A visitor who reads a piece, and whose clock can be moved."""
    page = open_page(base_url=world.server.url)
    page.clock.install()
    return _reads(page, world)


def _reads(page: Page, world: World) -> Page:
    page.route("https://**/*", lambda route: route.fulfill(body="elsewhere", content_type="text/html"))
    page.goto(world.server.url)
    page.get_by_role("button", name="I am 18 or older").click()
    page.goto(world.server.url + world.piece)
    expect(page.locator("h1")).to_have_text(TITLE)
    return page


def _said(page: Page, words: str) -> None:
    expect(page.locator("[data-exit] [aria-live=assertive]")).to_have_text(words)


def test_without_our_script_a_browser_shows_the_page_again(world: World, keeping_page: Page) -> None:
    """What the script is for: neither `no-store` nor a raised gate keeps "Back" from showing the words."""
    told = _listen(keeping_page)
    keeping_page.route("**/*.js", lambda route: route.abort())
    _reads(keeping_page, world)
    _goes_elsewhere_and_back(keeping_page, world)
    expect(keeping_page.locator("body")).to_contain_text(WORDS)
    assert told == ["kept whole, seen"]


def test_a_page_that_the_browser_kept_is_blank_and_then_asked_for_anew(
    world: World, keeping_page: Page
) -> None:
    told = _listen(keeping_page)
    _reads(keeping_page, world)
    _goes_elsewhere_and_back(keeping_page, world)
    expect(keeping_page.locator("h1")).to_be_visible()
    expect(keeping_page.locator("h1")).not_to_have_text(TITLE)
    assert told == ["kept whole, blank"]
    assert WORDS not in keeping_page.content()


def test_no_page_read_before_leaving_comes_back(world: World, keeping_page: Page) -> None:
    _reads(keeping_page, world)
    keeping_page.goto(world.server.url)
    keeping_page.get_by_role("button", name="Leave this page").click()
    keeping_page.wait_for_url("https://**")
    keeping_page.evaluate("history.back()")
    expect(keeping_page.locator("h1")).to_have_text(GATE)
    assert WORDS not in keeping_page.content()


def _goes_elsewhere_and_back(page: Page, world: World) -> None:
    """Meanwhile the place is raised: what comes back is what was kept, or what the server says now."""
    page.goto(ELSEWHERE)
    with world.server.app.app_context(), writing():
        db.session.execute(update(Space).values(age_min=AgeLevel.VERIFIED))
        db.session.commit()
    page.evaluate("setTimeout(() => history.back())")
    page.wait_for_url("**" + world.piece, wait_until="commit")


def _listen(page: Page) -> list[str]:
    told: list[str] = []
    page.add_init_script(TELL)
    page.on("console", lambda message: told.append(message.text) if "kept" in message.text else None)
    return told


def test_shift_three_times_leaves(reader: Page) -> None:
    before = reader.evaluate("history.length")
    reader.keyboard.press("Shift")
    _said(reader, "Shift, press 2 more times to leave this page.")
    reader.clock.fast_forward(4_900)
    reader.keyboard.press("Shift")
    _said(reader, "Shift, press 1 more time to leave this page.")
    reader.clock.fast_forward(4_900)  # five seconds from one press to the next, not for all three
    reader.keyboard.press("Shift")
    reader.wait_for_url("https://**")
    assert reader.evaluate("history.length") == before, "the page is replaced, not left behind"


def test_five_seconds_without_another_press_cancel_it(reader: Page) -> None:
    reader.keyboard.press("Shift")
    reader.keyboard.press("Shift")
    reader.clock.fast_forward(5_100)
    _said(reader, "Leaving by Shift was cancelled.")
    reader.keyboard.press("Shift")
    _said(reader, "Shift, press 2 more times to leave this page.")


def test_a_shift_that_is_used_as_a_modifier_does_not_count(reader: Page) -> None:
    for _ in range(4):
        reader.keyboard.press("Shift+A")
        reader.keyboard.press("Control+Shift")
    _said(reader, "")
    reader.keyboard.down("Shift")
    reader.mouse.click(300, 300)
    reader.keyboard.up("Shift")
    _said(reader, "")
    reader.keyboard.press("Shift")
    reader.keyboard.press("Shift+Tab")
    reader.keyboard.press("Shift")
    _said(reader, "Shift, press 2 more times to leave this page.")


def test_the_page_is_blank_before_anything_is_asked_of_the_server(world: World, reader: Page) -> None:
    """Title and words go first, and do not come back while a slow server is waited for."""
    reader.route("**/exit", lambda route: None)  # no answer
    reader.clock.pause_at(reader.evaluate("Date.now()") / 1000 + 60)
    reader.get_by_role("button", name="Leave this page").click()
    expect(reader).to_have_title("…")
    expect(reader.get_by_role("alert")).to_have_text("Leaving.")
    assert reader.locator("body").inner_text().strip() in {"", "Leaving."}
    assert TITLE not in reader.content()
    reader.clock.fast_forward(1_000)
    reader.wait_for_url("https://**")


def test_the_exit_is_the_first_thing_on_every_page_behind_the_gate(reader: Page) -> None:
    for address in ("/", reader.url, "/search", "/nowhere"):
        reader.goto(address)
        first = reader.evaluate(
            "document.body.firstElementChild.matches('form[data-exit][action=\"/exit\"]')"
        )
        assert first, f"{address} begins with something else"
        reader.keyboard.press("Tab")
        assert reader.evaluate("document.activeElement.textContent.trim()") == "Leave this page"
