"""Somebody has another site vouch for their age: there and back in a real browser, across sites."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from forum.access import AgeLevel
from forum.agegate.methods import site
from forum.agegate.policy import AgePolicy, Region
from forum.lib.db import db, writing
from tests.agegate.oidc.provider import CLIENT_ID, CLIENT_SECRET, Lie, OpenIdProvider, running
from tests.cast import Cast
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_space

Arrive = Callable[[], Visit]
WAY, WORDS = "Another site that knows your age", "It is raining on the harbour."
WORD = Region(methods=("click", "oidc_age"))
PROOF = Region(AgeLevel.VERIFIED, methods=("oidc_age",))


@pytest.fixture
def provider(live_server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenIdProvider]:
    """Who vouches, under another name of this machine, so that to a browser it is another site."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    monkeypatch.setitem(live_server.app.extensions, "age_policy", AgePolicy(regions={"*": PROOF}))
    with running(f"{live_server.url}/age/with/oidc_age/back") as found:
        found.url = found.url.replace("127.0.0.1", "localhost")
        settings = {
            "BASE_URL": live_server.url,
            "OIDC_AGE_ISSUER": found.url,
            "OIDC_AGE_CLIENT_ID": CLIENT_ID,
            "OIDC_AGE_CLIENT_SECRET": CLIENT_SECRET,
        }
        for name, value in settings.items():
            monkeypatch.setitem(live_server.app.config, name, value)
        said = live_server.app.test_cli_runner().invoke(args=["alcove", "age", "refresh-trust"])
        assert said.output == "oidc_age: 2 keys to trust.\n"
        yield found
    site._away.clear()


@pytest.fixture
def piece(live_server: Server, live_cast: Cast) -> str:
    """The address of something to read."""
    with live_server.app.app_context(), writing():
        address = f"/p/{a_post(live_cast.ada.viewer, a_space(), title='Harbour', body=WORDS).public_id}"
        db.session.commit()
    return address


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script)


def _go_there(guest: Visit, piece: str) -> Visit:
    """Read what it means, and follow the link to the other site, which learns no address but its own."""
    guest.go(piece).sees("Before you come in").does_not_see(WORDS, "Harbour").press(WAY)
    guest.sees("It learns that you came from here, and when.").press("Begin")
    guest.page.get_by_role("link", name="Go there").click()
    expect(guest.page).to_have_title("Provider")
    assert guest.page.evaluate("document.referrer") == ""
    return guest


def _agree(guest: Visit) -> Visit:
    guest.page.get_by_role("button", name="I agree").click()
    guest.page.wait_for_load_state()
    return guest.look()


def test_there_and_back(provider: OpenIdProvider, piece: str, arrive: Arrive) -> None:
    guest = _agree(_go_there(arrive(), piece)).sees(WORDS)
    expect(guest.page).to_have_url(f"{provider.redirect_uri.partition('/age/')[0]}{piece}")
    arrive().go(piece).does_not_see(WORDS)


def test_a_member_keeps_it_with_their_account(
    provider: OpenIdProvider, live_cast: Cast, piece: str, arrive: Arrive
) -> None:
    _agree(_go_there(arrive().sign_in(live_cast.ada), piece)).sees(WORDS)
    arrive().sign_in(live_cast.ada).go(piece).sees(WORDS)


def test_who_is_not_vouched_for_is_told_kindly(provider: OpenIdProvider, piece: str, arrive: Arrive) -> None:
    provider.lie = Lie.FALSE
    guest = _agree(_go_there(arrive(), piece)).sees("We could not confirm").does_not_see(WORDS, "under 18")
    guest.go(piece).does_not_see(WORDS)


def test_when_the_other_site_is_broken_nothing_is_held_against_anybody(
    provider: OpenIdProvider, piece: str, arrive: Arrive
) -> None:
    guest = _go_there(arrive(), piece)
    provider.lie = Lie.BROKEN
    _agree(guest).does_not_see(WORDS)
    guest.go(piece).sees("Closed for now", "Nothing is held against you").does_not_see(WORDS)
    provider.lie = None
    site._away.clear()  # as a minute later
    _agree(_go_there(guest, piece)).sees(WORDS)


def test_a_member_who_writes_loses_nothing(
    provider: OpenIdProvider, live_server: Server, live_cast: Cast, piece: str, arrive: Arrive
) -> None:
    """The other site opens in another tab; the words stay in the first, which goes on by its button."""
    policies = live_server.app.extensions
    raised, policies["age_policy"] = policies["age_policy"], AgePolicy(regions={"*": WORD})
    ada = arrive().sign_in(live_cast.ada).go(piece)
    ada.page.locator("textarea[name=body]").first.fill("Words I laboured over.")
    policies["age_policy"] = raised
    ada.page.get_by_role("main").get_by_role("button", name="Reply").first.click()
    ada.look().press(WAY).press("Begin").sees("Words I laboured over.")
    with ada.page.expect_popup() as other:
        ada.page.get_by_role("link", name="Go there, in another tab").click()
    _agree(Visit(other.value, ada.script)).sees(WORDS)
    ada.press("I have done it: go on").sees("Here is what you had written")
    ada.press("Send again").sees("Words I laboured over.", WORDS)
