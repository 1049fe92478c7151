"""Somebody joins with a passkey, adds another, loses both, recovers, leaves and stays: in a browser."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page

from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit

Arrive = Callable[[], Visit]

pytestmark = pytest.mark.usefixtures("live_cast")
DEVICE = {  # Chromium's own: a phone or computer that asks for a finger, and is given one
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def arrive(open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own; passkeys are bound to a host's name, so it needs one."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    return lambda: Visit(open_page(base_url=url), script=True, axe=False)


@contextmanager
def _device(page: Page) -> Iterator[None]:
    """Have the browser find a device while this lasts; afterwards it is lost, and what it held."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})


def _press(visit: Visit, name: str, then: str) -> Visit:
    """Press a button that has the device answer first, and wait for what the page it leads to says."""
    visit.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    visit.sees(then).page.wait_for_load_state()
    return visit.look()


def test_a_life_with_passkeys(arrive: Arrive) -> None:
    zora = arrive().go("/").press("I am 18 or older").go("/join")
    with _device(zora.page):
        zora.fill("Pen name", "Zora").fill("Sign-in name", "the quiet heron")
        _press(zora, "Join with a passkey, without a password", "Welcome, Zora")
        code = "-".join(zora.page.locator(".recovery-code span").all_text_contents())
        zora.follow("I have written it down").go("/settings/signing-in").sees("You have none, and need none.")
        zora.go("/settings/sessions").press("Sign out here")
        _press(zora.go("/sign-in?next=/settings/passkeys"), "Sign in with a passkey", "Removing one here")
    with _device(zora.page):
        zora.page.locator("#name").fill("the laptop")
        _press(zora, "Add a passkey", "From now on that passkey").sees("the laptop")
    lost = arrive().go("/").press("I am 18 or older").go("/recover")
    lost.fill("Sign-in name", "the quiet heron").fill("Recovery code", code)
    lost.fill("New password", "ten paper boats at dusk").press("Set the new password").sees("You are back")
    zora.go("/settings").sees("Sign in")
    lost.go("/settings/pen-name").fill("New pen name", "Zorah").press("Take this name").sees("Zorah")
    lost.go("/settings/leaving").page.get_by_label("Leave them without my name").check()
    lost.press("Leave in 24 hours").sees("You are leaving").press("Stay after all")
    lost.sees("Good that you stay").go("/u/Zorah").sees("Zorah")


def test_a_device_that_does_not_answer_loses_nothing(arrive: Arrive) -> None:
    visit = arrive().go("/sign-in")
    visit.fill("Sign-in name", "the quiet heron")
    visit.page.evaluate("void (navigator.credentials.get = () => Promise.reject(Error('broken off')))")
    visit.page.get_by_role("button", name="Sign in with a passkey").click()
    visit.sees("Nothing has happened")
    assert visit.page.get_by_label("Sign-in name").input_value() == "the quiet heron"


def test_names_that_cannot_be_had_are_said_before_a_passkey_is_made(arrive: Arrive) -> None:
    visit = arrive().go("/join")
    visit.page.evaluate("void (navigator.credentials.create = () => { throw Error('not to be asked') })")
    visit.fill("Pen name", "Ada").fill("Sign-in name", "the quiet heron")
    visit.page.get_by_role("button", name="Join with a passkey, without a password").click()
    visit.sees("Something needs another look", "taken")


def test_without_script_nothing_offers_what_cannot_work(open_page: Open, live_server: Server) -> None:
    visit = Visit(open_page(java_script_enabled=False, base_url=live_server.url), script=False)
    visit.go("/sign-in")
    assert visit.page.get_by_role("button", name="Sign in with a passkey").count() == 0
