"""Leak checks: everybody can pass the gate and leave by it (TRUST.md §4, "People")."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.agegate.leaks.world import TITLE, World
from tests.fixtures.browser import Open

WAYS: dict[str, dict[str, Any]] = {
    "without script": {"java_script_enabled": False},
    "at 200 % zoom": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "with forced colours": {"forced_colors": "active"},
    "at 320 px": {"viewport": {"width": 320, "height": 640}},
    "with reduced motion, in the dark": {"reduced_motion": "reduce", "color_scheme": "dark"},
}


def _fits(page: Page) -> bool:
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("way", WAYS)
def test_the_whole_way_in_and_out(world: World, open_page: Open, way: str) -> None:
    page = open_page(base_url=world.server.url, **WAYS[way])
    page.route("https://**/*", lambda route: route.fulfill(body="elsewhere"))
    page.goto(world.piece)
    assert _fits(page)
    for name in ("I am 18 or older", "Leave"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_be_in_viewport()
        expect(button).to_be_enabled()
    page.get_by_role("button", name="I am 18 or older").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    assert _fits(page)
    with page.expect_request("https://**"):  # a redirect is not answered by the route above
        page.get_by_role("button", name="Leave this page").click()
    page.wait_for_url(lambda url: not url.startswith(world.server.url), wait_until="commit")
    page.goto(world.piece)
    expect(page.locator("h1")).to_have_text("Before you come in")


def test_by_keyboard_alone(world: World, open_page: Open) -> None:
    page = open_page(base_url=world.server.url)
    page.goto(world.piece)
    _press_until(page, "I am 18 or older")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLE)


def test_the_two_answers_weigh_the_same(world: World, open_page: Open) -> None:
    page = open_page(base_url=world.server.url)
    page.goto(world.piece)
    looks = [
        page.get_by_role("button", name=name, exact=True).evaluate(
            "e => ['fontSize', 'fontWeight', 'color', 'padding'].map(name => getComputedStyle(e)[name])"
        )
        for name in ("I am 18 or older", "Leave")
    ]
    assert looks[0] == looks[1]


def test_three_presses_of_shift_leave_and_shift_as_a_modifier_does_not(world: World, open_page: Open) -> None:
    page = open_page(base_url=world.server.url)
    page.route("https://**/*", lambda route: route.fulfill(body="elsewhere"))
    page.goto(world.piece)
    page.get_by_role("button", name="I am 18 or older").click()
    expect(page.locator("h1")).to_have_text(TITLE)
    page.wait_for_load_state()  # only then does the script hear
    for _ in range(4):
        page.keyboard.press("Shift+A")
    expect(page.locator("h1")).to_have_text(TITLE)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://**")


def _press_until(page: Page, name: str) -> None:
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")
