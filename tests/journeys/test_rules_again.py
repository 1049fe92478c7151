"""An administrator words a rule anew, and a member agrees to it without losing what she wrote."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from forum.accounts.models import Account
from forum.lib.db import db
from forum.moderation import queries
from tests.cast import Cast
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.moderation.stage import Stage, address

NEW = "Disagree with what somebody says, never with who they are."
WORDS = "I wrote this before I knew of the new rule."
Arrive = Callable[[], Visit]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script, axe=False)


def test_a_rule_is_worded_anew_and_a_writer_agrees_and_loses_nothing(
    live_server: Server, live_cast: Cast, arrive: Arrive
) -> None:
    stage = Stage(live_server.app, live_cast, pytest.fail).set_up()
    piece = stage.piece(live_cast.otto)
    with stage.work():
        for account in db.session.scalars(select(Account)):
            account.rules_agreed_version = queries.newest_wording()
    ada = arrive().sign_in(live_cast.ada).go(address(piece))
    ada.page.locator("textarea[name=body]").first.fill(WORDS)
    root = arrive().sign_in(live_cast.root).go("/moderation/rules").follow("1. Be kind")
    root.fill("Wording", NEW).press("Put this wording into force")
    expect(root.page.get_by_text("The new wording is in force.")).to_be_visible()

    ada.page.locator("form:has(textarea[name=body]) button.button--primary").first.click()
    ada.page.wait_for_load_state()
    ada.look()
    expect(ada.page.get_by_role("heading", name="The rules have changed")).to_be_visible()
    expect(ada.page.get_by_text(NEW)).to_be_visible()
    expect(ada.page.get_by_text("No insults, no mockery")).to_be_visible()
    expect(ada.page.get_by_text(WORDS)).to_be_visible()
    ada.press("I agree to these rules")
    expect(ada.page.get_by_text(WORDS)).to_be_visible()
    ada.press("Send again")
    expect(ada.page.locator(".reply").get_by_text(WORDS)).to_be_visible()


def test_at_the_next_sign_in_the_rules_come_first(
    live_server: Server, live_cast: Cast, arrive: Arrive
) -> None:
    stage = Stage(live_server.app, live_cast, pytest.fail).set_up()
    with stage.work():
        for account in db.session.scalars(select(Account)):
            account.rules_agreed_version = queries.newest_wording()
    root = arrive().sign_in(live_cast.root).go("/moderation/rules")
    root.fill("Title", "Ask first").fill("Wording", "Ask before you advise.").press("Put it into force")
    ada = arrive().sign_in(live_cast.ada)
    expect(ada.page.get_by_role("heading", name="The rules have changed")).to_be_visible()
    expect(ada.page.get_by_text("A new rule")).to_be_visible()
    ada.press("I agree to these rules")
    ada.go("/moderation/rules/agree")
    expect(ada.page.get_by_text("You have agreed to the rules as they are now.")).to_be_visible()
