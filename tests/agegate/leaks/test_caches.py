"""Leak checks: what caches keep (TRUST.md §4, "Caches")."""

import pytest
from playwright.sync_api import expect

from tests.agegate.leaks.world import TITLE, WORDS, Answer, World
from tests.fixtures.browser import Open

DYNAMIC = ("/", "/about", "/sign-in", "/join", "/age", "/flag", "/never/been/there")
SUFFIXES = (
    ".css",
    ".js",
    "/x.css",
    ";.js",
    "%2f..%2fstatic%2fx.css",
    "/..%2f..%2fstatic/x.png",
    "%00.css",
    "%0a.css",
)


class SharedProxy:
    """A cache between many people and the site that obeys what the site says, and keys by address alone."""

    def __init__(self) -> None:
        self.kept: dict[str, Answer] = {}

    def fetch(self, somebody: object, target: str) -> Answer:
        """What is kept for an address, else what the site answers, which is kept if it may be."""
        if target in self.kept:
            return self.kept[target]
        answer: Answer = somebody.send(target)  # type: ignore[attr-defined]  # anybody who can ask
        said = answer.headers.get("Cache-Control", "")
        if "no-store" not in said and "private" not in said:
            self.kept[target] = answer
        return answer


def test_no_answer_that_is_made_for_somebody_is_stored(world: World) -> None:
    people = [world.come(), world.come().pass_gate(), world.come().sign_in(world.cast.ada)]
    for somebody in people:
        for target in (*DYNAMIC, world.piece, world.reply, "/u/Ada"):
            answer = somebody.send(target)
            assert answer.headers["Cache-Control"] == "private, no-store", target
            assert {"Cookie", "Accept", "Authorization"} <= set(answer.headers["Vary"].split(", ")), target


def test_no_304_past_the_gate(world: World, gate: Answer) -> None:
    reader = world.come().pass_gate().send(world.piece)
    validators = {
        "If-None-Match": reader.headers.get("ETag", '"anything"'),
        "If-Modified-Since": reader.headers.get("Last-Modified", "Sat, 01 Jan 2028 00:00:00 GMT"),
    }
    for headers in (validators, {"If-None-Match": "*"}):
        answer = world.come().send(world.piece, headers=headers)
        assert (answer.status, answer.body) == (403, gate.body)


def test_a_shared_proxy_hands_nobody_what_another_was_shown(world: World, gate: Answer) -> None:
    proxy, ada = SharedProxy(), world.come().sign_in(world.cast.ada)
    for target in ("/", world.piece, world.reply, "/u/Ada", "/settings"):
        proxy.fetch(ada, target)
        assert proxy.fetch(world.come(), target).body == gate.body, target
    styles = proxy.fetch(ada, "/about").text.split('rel="stylesheet" href="')[1].partition('"')[0]
    proxy.fetch(ada, styles)
    assert styles in proxy.kept, "the proxy does keep what may be kept"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_address_that_looks_like_a_file_is_none(world: World, suffix: str) -> None:
    """A cache that goes by endings must find nothing of anybody's under them."""
    ada = world.come().sign_in(world.cast.ada)
    for target in (world.piece + suffix, "/settings" + suffix):
        answer = ada.send(target)
        assert answer.status in {301, 308, 400, 403, 404}
        assert WORDS not in answer.text
        assert "private" in answer.headers["Cache-Control"]


def test_going_back_after_leaving_shows_nothing(world: World, open_page: Open) -> None:
    """Browsers keep whole pages for "Back", whatever `no-store` says; ours are not shown again."""
    page = open_page(base_url=world.server.url)
    page.route(
        "**/*",
        lambda route: (
            route.continue_() if "127.0.0.1" in route.request.url else route.fulfill(body="elsewhere")
        ),
    )
    page.goto("/")
    page.get_by_role("button", name="I am 18 or older").click()
    page.goto(world.piece)
    expect(page.locator("h1")).to_have_text(TITLE)
    page.get_by_role("button", name="Leave this page").click()
    page.wait_for_url(lambda url: "127.0.0.1" not in url)
    page.go_back()
    page.wait_for_load_state()
    assert TITLE not in page.content()
    assert WORDS not in page.content()


def test_a_page_that_was_kept_whole_is_asked_for_anew(world: World, open_page: Open) -> None:
    """What the browser does when it has kept the page: it says so, and the page goes blank and reloads."""
    page = open_page(base_url=world.server.url)
    page.goto("/")
    page.get_by_role("button", name="I am 18 or older").click()
    page.goto(world.piece)
    page.context.clear_cookies()
    with page.expect_navigation():
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert TITLE not in page.content()
