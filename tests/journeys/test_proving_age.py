"""Somebody reads by their word, meets a raised gate, and proves their age: here, by phone, by the browser."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import update

from forum.access import AgeLevel
from forum.agegate.ceremonies import unpacked
from forum.agegate.methods.wallet import EU_AV
from forum.agegate.policy import AgePolicy, Region
from forum.agegate.trust.models import TrustList
from forum.discussion.models import Space
from forum.lib import clock
from forum.lib.db import db, writing
from forum.web import cookies, qr
from tests.agegate.wallet import TestIssuer, TestWallet, trust
from tests.cast import Cast
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.visit import Visit
from tests.stories import a_post, a_space

Arrive = Callable[[], Visit]
APP, WORDS = "An app that proves your age", "It is raining on the harbour."


@dataclass
class Harbour:
    """A piece by Ada in a space that can be raised, and an issuer whom the site trusts."""

    server: Server
    issuer: TestIssuer
    piece: str = ""

    def begin(self, cast: Cast) -> "Harbour":
        """Ada has written, and the operator has read the list of whom to trust."""
        with self.server.app.app_context(), writing():
            self.piece = f"/p/{a_post(cast.ada.viewer, a_space(), title='Harbour', body=WORDS).public_id}"
            trust(self.issuer, "eu_av")
            db.session.commit()
        return self

    def ask(self, level: AgeLevel) -> None:
        """Have the space ask its readers for a level."""
        with self.server.app.app_context(), writing():
            db.session.execute(update(Space).values(age_min=level))
            db.session.commit()

    def app(self, request: str) -> str:
        """Have an app answer a request; where it leads its owner back to, if anywhere."""
        answer = httpx.post(
            f"{self.server.url}/age/with/eu_av/answer", data=TestWallet(self.issuer).respond(request)
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json().get("redirect_uri", ""))

    def request_of(self, visit: Visit) -> str:
        """The request that the QR code of a page holds: a camera would read it."""
        kept = {cookie["name"]: cookie["value"] for cookie in visit.page.context.cookies()}
        with self.server.app.app_context():
            begun = unpacked(kept[cookies.name("ceremony")])
            assert begun
            request = EU_AV.start(begun.ceremony)
        drawn = visit.page.locator("svg.qr path").get_attribute("d")
        assert drawn == qr.drawn(request, is_long=True).path
        return request


@pytest.fixture
def harbour(live_server: Server, live_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Harbour]:
    """A place that takes people's word, and proofs by an app."""
    app = live_server.app
    before = app.extensions["age_policy"]
    app.extensions["age_policy"] = AgePolicy(regions={"*": Region(methods=("click", "eu_av"))})
    monkeypatch.setitem(app.config, "BASE_URL", live_server.url)
    yield Harbour(live_server, TestIssuer(clock.now())).begin(live_cast)
    app.extensions["age_policy"] = before


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def arrive(request: pytest.FixtureRequest, open_page: Open, live_server: Server) -> Arrive:
    """Make somebody with a browser of their own."""
    script = bool(request.param)
    return lambda: Visit(open_page(java_script_enabled=script, base_url=live_server.url), script)


def _come_in(visit: Visit, harbour: Harbour) -> Visit:
    """Say that one is an adult, and read; then meet the gate, which has been raised meanwhile."""
    visit.go(harbour.piece).sees("Before you come in", "Or prove it").press("I am 18 or older").sees(WORDS)
    harbour.ask(AgeLevel.VERIFIED)
    visit.page.reload()
    return (
        visit.look()
        .sees("prove that they are 18 or older")
        .does_not_see(WORDS, "I am 18 or older", "Harbour")
    )


def test_proof_on_the_same_device(harbour: Harbour, arrive: Arrive) -> None:
    guest = _come_in(arrive(), harbour)
    guest.press(APP).sees("We ask for nothing else").press("The app is on this device")
    link = guest.page.get_by_role("link", name="Open the app").get_attribute("href") or ""
    assert link.startswith("av://?")
    guest.page.goto(harbour.app(link))
    guest.look().sees(WORDS)
    expect(guest.page).to_have_url(harbour.server.url + harbour.piece)


def test_proof_with_a_phone(harbour: Harbour, arrive: Arrive) -> None:
    """With script the page goes on by itself; without, by its button, which can be pressed too early."""
    guest = _come_in(arrive(), harbour)
    guest.press(APP).press("The app is on my phone")
    request = harbour.request_of(guest)
    if not guest.script:
        guest.press("I have done it: go on").sees("No answer has come yet")
        request = harbour.request_of(guest)
    assert harbour.app(request) == "", "a phone has nowhere to go back to"
    if not guest.script:
        guest.press("I have done it: go on")
    guest.sees(WORDS)


def test_proof_by_the_browser_itself(harbour: Harbour, open_page: Open) -> None:
    guest = Visit(open_page(base_url=harbour.server.url), script=True)
    wallet = TestWallet(harbour.issuer)

    def answer(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")
        route.fulfill(json={"response": wallet.answer_browser(asked, harbour.server.url)})

    guest.page.route("**/the-device", answer)
    guest.page.add_init_script(
        """window.DigitalCredential = class {};
        navigator.credentials.get = async ({digital}) => {
          const [asked] = digital.requests;
          if (asked.protocol !== "org-iso-mdoc") throw new Error(asked.protocol);
          const said = await fetch("/the-device", {method: "POST", body: JSON.stringify(asked.data)});
          return {protocol: asked.protocol, data: await said.json()};
        };"""
    )
    _come_in(guest, harbour).press(APP).press("Ask this browser")
    # The page goes on by itself once the device has answered, maybe while somebody looks at it.
    guest.page.get_by_role("main").get_by_role("button", name="Ask this browser").click()
    guest.sees(WORDS).look()


def test_where_nobody_can_vouch_the_gate_says_so(harbour: Harbour, arrive: Arrive) -> None:
    guest = _come_in(arrive(), harbour).press(APP)
    with harbour.server.app.app_context(), writing():
        db.session.execute(update(TrustList).values(refreshed_at=clock.now() - timedelta(days=31)))
        db.session.commit()
    assert guest.page.goto(harbour.piece).status == 503  # type: ignore[union-attr]  # it has answered
    guest.look().sees("Closed for now", "Nothing is held against you").does_not_see(WORDS)


def test_a_member_who_writes_loses_nothing(harbour: Harbour, live_cast: Cast, arrive: Arrive) -> None:
    ada = arrive().sign_in(live_cast.ada).go(harbour.piece)
    ada.page.locator("textarea[name=body]").first.fill("Words I laboured over.")
    harbour.ask(AgeLevel.VERIFIED)
    ada.page.get_by_role("main").get_by_role("button", name="Reply").first.click()
    ada.look().sees("Words I laboured over.").press(APP).sees("Words I laboured over.")
    ada.press("The app is on my phone").sees("Words I laboured over.")
    harbour.app(harbour.request_of(ada))
    if not ada.script:
        ada.press("I have done it: go on")
    ada.sees("Here is what you had written", "Words I laboured over.").look()
    ada.press("Send again").sees("Words I laboured over.", WORDS)
