"""Moderators in a browser: twenty cases without the mouse, two who collide, a text that flags hide."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from forum.accounts.models import Account
from forum.lib.db import db
from forum.moderation.models import Decision
from tests.cast import Cast, Person
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.moderation.stage import Stage, address

CASES = 20
MOST_TABS = 30  # more than a page asks of anybody
Arrive = Callable[[Person], Visit]


@pytest.fixture
def stage(live_server: Server, live_cast: Cast) -> Stage:
    """A place with a piece by Ada."""
    return Stage(live_server.app, live_cast, pytest.fail).set_up()


@pytest.fixture
def arrive(open_page: Open, live_server: Server) -> Arrive:
    """Bring somebody with a browser of their own."""
    return lambda person: Visit(open_page(base_url=live_server.url), script=True, axe=False).sign_in(person)


def _tab_to(page: Page, name: str) -> None:
    """Go on by the tab key to the field or button of a name."""
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = "document.activeElement.name || document.activeElement.innerText"
        if page.evaluate(here) == name:
            return
    pytest.fail(f"{name} cannot be reached by the tab key")


def test_twenty_cases_are_cleared_without_the_mouse(stage: Stage, live_cast: Cast, arrive: Arrive) -> None:
    piece = stage.piece(live_cast.ada, "It snowed.", title="A winter")
    replies = [stage.reply(live_cast.root, piece, f"Reply number {number}.") for number in range(CASES)]
    for reply in replies:
        stage.flag(live_cast.tim, reply, reason="spam")
    page = arrive(live_cast.mira).go("/moderation").page
    for number in range(CASES):
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url("**/moderation/cases/*")
        page.keyboard.press("t")
        if number % 4:
            page.keyboard.press("a")
        else:
            page.keyboard.press("r")
            _tab_to(page, "rule")
            page.keyboard.type("3")
            _tab_to(page, "reasons")
            page.keyboard.type("It is an advertisement.")
            _tab_to(page, "Decide")
        page.keyboard.press("Enter")
        page.wait_for_url("**/moderation")
    expect(page.locator("body")).to_contain_text("Nothing waits")
    assert stage.count(Decision) == CASES


def test_two_moderators_collide_and_the_second_hears_who_was_faster(
    stage: Stage, live_cast: Cast, arrive: Arrive
) -> None:
    reply = stage.reply(live_cast.root, stage.piece(live_cast.ada), "You old goose.")
    stage.flag(live_cast.tim, reply)
    case = f"/moderation/cases/{stage.case_on(reply)}"
    mira, otto = arrive(live_cast.mira), arrive(live_cast.otto)
    mira.go(case)
    otto.go(case).sees("Mira is looking at this")
    _remove(mira, "It speaks of the person.")
    _remove(otto, "I had written this, too.")
    otto.sees("Mira was faster and removed this under rule 1", "I had written this, too.").look()
    assert stage.count(Decision) == 1


def _remove(moderator: Visit, why: str) -> None:
    page = moderator.page
    page.get_by_label("Remove", exact=True).check()
    page.get_by_label("Rule", exact=True).select_option("1")
    moderator.fill("Why", why)
    page.get_by_role("button", name="Decide", exact=True).click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_flags_hide_a_text_and_a_moderator_shows_it_again(
    stage: Stage, live_cast: Cast, open_page: Open, live_server: Server, script: bool
) -> None:
    def come(person: Person | None) -> Visit:
        visit = Visit(open_page(java_script_enabled=script, base_url=live_server.url), script, axe=False)
        visit.go("/age").page.locator("button[form=declare]").click()
        return visit.sign_in(person) if person is not None else visit

    with stage.work():  # whoever has been here for long is believed at once
        db.session.get_one(Account, live_cast.tim.account_id).joined_on = date(2020, 1, 1)
    piece = stage.piece(live_cast.ada, title="A winter")
    reply = stage.reply(live_cast.root, piece, "Her real name is on the door.")
    guest = come(None).go(address(piece)).sees("Her real name")
    tim = come(live_cast.tim).go(f"/flag?on={reply}")
    tim.page.get_by_label("It says, or hints at, who somebody is.").check()
    tim.press("Send to the moderators")
    guest.go(address(piece)).does_not_see("Her real name", "Rooty")
    mira = come(live_cast.mira).go(f"/moderation/cases/{stage.case_on(reply)}")
    mira.page.get_by_label("Approve", exact=True).check()
    mira.press("Decide")
    guest.go(address(piece)).sees("Her real name")
    tim.go("/moderation/mine").sees("left it in place")
