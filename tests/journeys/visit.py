"""Somebody in a browser of their own, who looks closely at every page they come to."""

import re
from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, Person

PHONE = {"width": 320, "height": 700}  # WCAG 2.2, 1.4.10: content reflows at 320 px
DESK = {"width": 1280, "height": 900}
TITLE = re.compile(r"([A-Z][a-z ]+ · )?Alcove")  # neutral words only


@dataclass
class Visit:
    """A browser, and whether it runs the pages' own script."""

    page: Page
    script: bool
    axe: bool = True  # it takes its time; `test_every_page` runs it on every page there is

    def go(self, address: str) -> "Visit":
        """Open an address and look at the page."""
        self.page.goto(address)
        return self.look()

    def look(self) -> "Visit":
        """See that the page is fit for everybody: one heading, a neutral title, a phone, axe."""
        page = self.page
        expect(page.locator("h1")).to_have_count(1)
        expect(page).to_have_title(TITLE)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict is one
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{page.url} scrolls sideways by {wider} px on a phone of 320 px"
        page.set_viewport_size(DESK)  # type: ignore[arg-type]  # a plain dict is one
        if self.script and self.axe:  # without script it is the same HTML
            found = Axe().run(page)
            assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        return self

    def press(self, name: str) -> "Visit":
        """Press the button of that name in the page's main part, and look at what comes."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state()
        return self.look()

    def follow(self, name: str) -> "Visit":
        """Follow the link of that name in the page's main part, and look at what comes."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self.look()

    def fill(self, label: str, text: str) -> "Visit":
        """Type into the field of that label."""
        self.page.get_by_label(label, exact=True).fill(text)
        return self

    def sign_in(self, person: Person) -> "Visit":
        """Sign in through the form."""
        self.go("/sign-in")
        return self.fill("Sign-in name", person.sign_in_name).fill("Password", PASSWORD).press("Sign in")

    def sees(self, *words: str) -> "Visit":
        """All of these stand on the page."""
        for each in words:
            expect(self.page.locator("body")).to_contain_text(each)
        return self

    def does_not_see(self, *words: str) -> "Visit":
        """None of these stands on the page."""
        for each in words:
            expect(self.page.locator("body")).not_to_contain_text(each)
        return self
