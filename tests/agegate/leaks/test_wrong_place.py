"""Leak checks: what stands behind the gate shows nowhere else (TRUST.md §4, "Content in the wrong place")."""

import re

import pytest
from sqlalchemy import delete

from forum.agegate.models import AgeAnswer
from forum.lib.db import db, writing
from forum.notifications import letters
from tests.agegate.leaks.world import NAMES, PLANTED, Answer, World

PUBLIC_PAGES = (
    *("/about", "/about/rules", "/about/privacy", "/about/data", "/about/age", "/about/safety"),
    *("/about/transparency", "/about/transparency.json", "/sign-in", "/join", "/recover", "/age", "/flag"),
    *("/robots.txt", "/healthz", "/readyz"),
)
TITLE = re.compile(r"<title>([^<]*)</title>")


def test_bodies_of_refusals(world: World, gate: Answer) -> None:
    for target in ("/", "/s/essays", world.piece, world.reply, "/u/Ada", f"{world.piece}/edit", "/search"):
        answer = world.come().send(target)
        assert (answer.status, answer.body, answer.holds()) == (403, gate.body, set()), target


def test_headers_of_refusals(world: World, gate: Answer) -> None:
    """Neither a length, a link, nor a validator tells what is there from what is not."""

    def told(answer: Answer) -> list[tuple[str, str]]:
        return sorted((name, value) for name, value in answer.headers.items() if name != "Date")

    assert told(world.come().send(world.piece)) == told(world.come().send("/p/22222222222"))
    assert "Link" not in gate.headers


@pytest.mark.parametrize("target", ["/age", "/exit", "/theme", "/sign-in", "/join", "/recover", "/flag"])
def test_error_pages(world: World, target: str) -> None:
    answer = world.come().send(target, "POST", body="csrf_token=no&on=" + world.piece)
    assert answer.status in {303, 400, 403, 405}
    assert not answer.holds()
    assert not world.come().send(f"{target}/nothing").holds()


def test_messages_that_wait_for_the_next_page(world: World, gate: Answer) -> None:
    """What was to be said after an action is not said on the gate, should the answer be gone by then."""
    ada = world.come().sign_in(world.cast.ada)
    done = ada.fill("/settings/sessions", "/settings/sessions/end-others")
    assert done.status == 303
    with world.server.app.app_context(), writing():
        db.session.execute(delete(AgeAnswer))
        db.session.commit()
    assert ada.send("/").body == gate.body
    assert not ada.send("/about").holds() & set(PLANTED)


@pytest.mark.parametrize("path", ["/feed", "/feed.xml", "/atom.xml", "/rss", "/feeds/x.atom", "/sitemap.xml"])
def test_feeds_and_sitemaps(world: World, gate: Answer, path: str) -> None:
    answer = world.come().send(path)
    assert (answer.status, answer.body) == (403, gate.body)


def test_search(world: World, gate: Answer) -> None:
    for method, target, body in (
        ("GET", "/search?q=Quittengelee", None),
        ("POST", "/search", "q=Quittengelee"),
    ):
        answer = world.come().send(target, method, body=body)
        assert answer.status == 403
        assert not answer.holds() - {"Quittengelee"}, "only what was asked for goes along"


def test_pages_of_people(world: World, gate: Answer) -> None:
    assert world.come().send("/u/Ada").body == world.come().send("/u/Nobodyatall").body == gate.body


def test_counters(world: World) -> None:
    """No public page tells how much has been written; the operator's counts are for this machine."""
    for target in PUBLIC_PAGES:
        assert not re.search(r"\b1 (piece|reply|member)", world.come().send(target).text), target


def test_notices(world: World, gate: Answer) -> None:
    tim = world.come().sign_in(world.cast.tim)
    assert tim.send("/notifications").body == gate.body


def test_mail(world: World) -> None:
    """Whatever happened, a mail says the same: no word of what was written, by whom, or where."""
    with world.server.app.test_request_context():
        said = [f"{letter.subject}\n{letter.text}" for letter in (letters.of_reply(), letters.of_notice())]
    site = world.server.app.config["SITE_NAME"]
    for words in (*PLANTED, *NAMES, world.piece, site, "essay", "18"):
        assert not any(words in mail for mail in said), words


def test_exports(world: World, gate: Answer) -> None:
    for somebody in (world.come(), world.come().sign_in(world.cast.tim)):
        assert somebody.send("/settings/export").body == gate.body


@pytest.mark.parametrize("target", PUBLIC_PAGES)
def test_public_pages(world: World, target: str) -> None:
    page = world.come().send(target).text
    assert not [word for word in PLANTED if word in page]
    assert not [name for name in NAMES if f">{name}<" in page]


def test_titles_of_pages(world: World) -> None:
    """Also past the gate: a title stands in the history of whoever uses the device next."""
    somebody = world.come().pass_gate()
    for target in ("/", "/s/essays", world.piece, "/u/Ada", "/never/been/there"):
        (title,) = TITLE.findall(somebody.send(target).text)
        assert re.fullmatch(r"([A-Z][a-z ]+ · )?Alcove", title), target


def test_addresses(world: World) -> None:
    """Nothing of a title stands in an address."""
    page = world.come().pass_gate().send("/").text
    for address in re.findall(r'href="([^"]*)"', page):
        assert not [word for word in PLANTED if word.split()[0].lower() in address.lower()]
