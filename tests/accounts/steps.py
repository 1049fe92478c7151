"""What people do with codes and passkeys over HTTP, for the stories that need it."""

import re

import pyotp
from werkzeug.test import TestResponse

from forum.lib import clock
from tests.accounts.device import Device
from tests.cast import PASSWORD, Person
from tests.fixtures.clients import Visitor


def codes_offer(visitor: Visitor) -> tuple[str, pyotp.TOTP]:
    """The ticket on the page that offers one-time codes, and an app that has read its key."""
    page = visitor.get("/settings/codes").text
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    return ticket_in(page), pyotp.TOTP(secret)


def set_up_codes(visitor: Visitor) -> pyotp.TOTP:
    """Have codes asked for from now on."""
    ticket, app = codes_offer(visitor)
    answer = visitor.post("/settings/codes", ticket=ticket, code=app.at(clock.now()))
    assert answer.status_code == 303, answer.text
    return app


def half_way(visitor: Visitor, person: Person, password: str = PASSWORD) -> str:
    """The ticket for somebody who has given the right password and no code yet."""
    page = visitor.post("/sign-in", sign_in_name=person.sign_in_name, password=password)
    assert page.status_code == 200
    return ticket_in(page.text)


def send_code(visitor: Visitor, ticket: str, code: str) -> TestResponse:
    """Give the code that opens the session."""
    return visitor.post("/sign-in/code", ticket=ticket, code=code)


def add_passkey(visitor: Visitor, device: Device, name: str = "") -> TestResponse:
    """Let a device sign in whoever is signed in."""
    offer = visitor.post("/settings/passkeys/offer").get_json()
    made = device.create(offer["options"])
    return visitor.post("/settings/passkeys", ticket=offer["ticket"], answer=made, name=name)


def sign_in_with(visitor: Visitor, device: Device) -> TestResponse:
    """Sign in with a passkey."""
    offer = visitor.post("/sign-in/passkey/offer").get_json()
    return visitor.post("/sign-in/passkey", ticket=offer["ticket"], answer=device.use(offer["options"]))


def ticket_in(page: str) -> str:
    """The ticket that a page carries to its next step."""
    return str(re.findall(r'name="ticket" value="([^"]+)"', page)[0])
