"""The story of the whole main job, from the gate to the moderator's answer, told on any server.

A reader passes the gate, reads, joins and replies; the reply is held and approved, the author answers,
another member flags, a moderator removes with reasons; then the statement, the outcome, the tombstone
and the log are read. Every page on the way is looked at closely (see `visit.py`).
"""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import expect

from forum.lib.db import db, writing
from forum.moderation.rules import seed_rules
from tests.cast import Cast
from tests.journeys.visit import Visit
from tests.stories import a_post, a_reply, a_space

ESSAY = "There is a **blue bowl** beside our door.\n\n## What it is for\n\nKeys, and one promise."
FIRST_REPLY = "I have read here for a year “quietly” 🌿 and this is the piece that made me join."
ANSWER = "Then welcome, out loud this time."
WHY = "It tells a reader where somebody lives, which nobody asked for."

Arrive = Callable[[], Visit]


def an_essay(app: Flask, cast: Cast) -> str:
    """The address of an essay by Ada with a small conversation."""
    with app.app_context(), writing():
        seed_rules()
        post = a_post(cast.ada.viewer, a_space(), title="The blue bowl", body=ESSAY)
        first = a_reply(cast.otto.viewer, post, body="We have a green one.")
        a_reply(cast.ada.viewer, post, first, body="Green is for weekdays.")
        db.session.commit()
        return f"/p/{post.public_id}"


def _join(visit: Visit) -> None:
    visit.go("/join").fill("Pen name", "Wren").fill("Sign-in name", "a quiet name of mine")
    visit.fill("Password", "moss on the northern wall").press("Join")
    expect(visit.page.locator(".recovery-code span")).to_have_count(7)
    visit.follow("I have written it down")


def _open_case(visit: Visit) -> None:
    visit.go("/moderation")
    visit.page.locator("[data-queue-open]").first.click()
    visit.look().page.get_by_text("Read the reply").click()


def the_main_job(arrive: Arrive, cast: Cast, essay: str) -> None:
    """Tell it; `arrive` makes somebody with a browser of their own."""
    reader = arrive().go(essay).does_not_see("blue bowl", "Ada")
    reader.press("I am 18 or older").sees("The blue bowl", "We have a green one.")
    assert reader.page.url.endswith(essay)
    expect(reader.page.locator("article.reply").first).to_contain_text("1.")
    expect(reader.page.locator("[data-author=Ada] .badge--author")).to_have_text("author")

    _join(reader)
    reader.go(essay).page.locator("#body").fill(FIRST_REPLY)
    reader.press("Preview").sees(FIRST_REPLY)
    expect(reader.page.locator("article[data-author=Wren]")).to_have_count(0)
    reader.press("Reply").sees(FIRST_REPLY, "Waiting for a moderator")
    arrive().sign_in(cast.ada).go(essay).does_not_see(FIRST_REPLY, "3 replies").sees("2 replies")

    mira = arrive().sign_in(cast.mira)
    _open_case(mira)
    mira.sees(FIRST_REPLY).page.get_by_role("radio", name="Approve").check()
    mira.press("Decide")
    reader.go(essay).sees("3 replies").does_not_see("Waiting for a moderator")

    ada = arrive().sign_in(cast.ada).go("/notifications").sees("Wren")
    ada.go(essay).page.locator("article[data-author=Wren]").get_by_role("link", name="Reply").click()
    ada.page.wait_for_load_state()
    ada.page.locator("#body").fill(ANSWER)
    ada.press("Reply").sees(ANSWER, "4 replies")
    expect(ada.page.locator("article[data-author=Ada][data-depth='1']").last).to_contain_text(ANSWER)

    tim = arrive().sign_in(cast.tim)
    tim.press("I am 18 or older")
    tim.go(essay).page.locator("article[data-author=Wren]").get_by_role("link", name="Flag").click()
    tim.look().page.get_by_label("It says, or hints at, who somebody is.").check()
    tim.page.locator("[name=words]").fill("It names the street.")
    tim.press("Send to the moderators")

    _open_case(mira)
    mira.sees("It names the street.").does_not_see("Tim").page.get_by_role("radio", name="Remove").check()
    mira.page.get_by_label("Rule").select_option(index=2)
    mira.fill("Why", WHY).press("What the author will read").sees("Your reply was removed")
    mira.press("Decide")

    reader.go(essay).sees("Removed by a moderator", ANSWER).does_not_see(FIRST_REPLY)
    expect(reader.page.locator("article[data-removed]")).to_have_count(1)
    reader.go("/notifications").page.get_by_role("main").get_by_role("link").first.click()
    reader.look().sees(WHY, "Rule", FIRST_REPLY).does_not_see("Mira", "Tim")
    tim.go("/notifications").page.get_by_role("main").get_by_role("link").first.click()
    tim.look().does_not_see(FIRST_REPLY)
    arrive_later = arrive().go("/moderation/log").press("I am 18 or older")
    arrive_later.sees("Removed").does_not_see(FIRST_REPLY, "Wren", "Mira")
