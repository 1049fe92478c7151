"""Administrators make spaces and say what they ask of readers; what they raise is closed at once."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from forum.access import AgeLevel
from forum.agegate.actions import keep_proof
from forum.discussion.models import Space
from forum.lib.db import db, writing
from tests.cast import Cast, Person
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_space

Come = Callable[[], Visitor]
NEW = {
    "name": "Letters",
    "slug": "letters",
    "description": "Long ones.",
    "rules": "Be *kind*.",
    "age": "declared",
    "who_may_start": "members",
    "position": "3",
}


def _space(app: Flask) -> Space | None:
    with app.app_context():
        return db.session.scalar(select(Space).where(Space.slug == "letters"))


def test_an_administrator_makes_the_first_space_and_a_member_writes_in_it(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    root, ada = new_visitor().sign_in(cast.root), new_visitor().sign_in(cast.ada)
    assert "Make the first space" in root.get("/").text
    assert "Make the first space" not in ada.get("/").text
    made = root.post("/moderation/spaces/new", **NEW)
    assert (made.status_code, made.location) == (303, "/moderation/spaces")
    assert "/s/letters" in root.get("/moderation/spaces").text
    assert "<em>kind</em>" in ada.get("/s/letters").text
    sent = ada.post("/s/letters/new", title="A title", body="Words.")
    assert sent.status_code == 303


def test_it_can_be_changed_but_for_its_address(app: Flask, cast: Cast, new_visitor: Come) -> None:
    root = new_visitor().sign_in(cast.root)
    root.post("/moderation/spaces/new", **NEW)
    assert 'value="Letters"' in root.get("/moderation/spaces/letters").text
    changed = root.post(
        "/moderation/spaces/letters", **NEW | {"name": "Notes", "slug": "notes", "age": "none"}
    )
    assert changed.status_code == 303
    space = _space(app)
    assert space is not None
    assert (space.name, space.age_min, space.position) == ("Notes", AgeLevel.NONE, 3)
    assert new_visitor().get("/s/letters").status_code == 200, "open to all"


@pytest.mark.parametrize("who", ["ada", "mira", "tim"])
def test_nobody_else_keeps_spaces(app: Flask, cast: Cast, new_visitor: Come, who: str) -> None:
    somebody = new_visitor().sign_in(getattr(cast, who)).pass_gate()
    for address in ("/moderation/spaces", "/moderation/spaces/new", "/moderation/spaces/letters"):
        assert somebody.get(address).status_code == 403, address
    assert somebody.post("/moderation/spaces/new", **NEW).status_code == 403
    assert somebody.post("/moderation/spaces/letters", **NEW).status_code == 403
    assert new_visitor().pass_gate().post("/moderation/spaces/new", **NEW).status_code in {303, 401}
    assert _space(app) is None


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "x" * 61),
        ("name", "\0"),
        ("description", " "),
        ("description", "x" * 301),
        ("rules", "x" * 5001),
        ("slug", ""),
        ("slug", "Two Words"),
        ("slug", "-a"),
        ("slug", "new"),
        ("slug", "ä"),
        ("slug", "x" * 41),
        ("age", "adult"),
        ("who_may_start", "nobody"),
        ("position", "-1"),
        ("position", "1000"),
        ("position", "٣"),
        ("position", "9" * 400),
        ("position", "0" * 9 + "9" * 9),
        ("position", "0" * 5000),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, new_visitor: Come, field: str, typed: str
) -> None:
    root = new_visitor().sign_in(cast.root)
    page = root.post("/moderation/spaces/new", **NEW | {field: typed})
    assert page.status_code == 400
    assert f'id="{field}-error"' in page.text
    assert "Be *kind*." in page.text or field == "rules"
    assert _space(app) is None


def test_an_address_that_cannot_be_one_is_not_found(cast: Cast, new_visitor: Come) -> None:
    root = new_visitor().sign_in(cast.root)
    for slug in ("nowhere", "%00", "%C3%A4", "x" * 300):
        assert root.get(f"/moderation/spaces/{slug}").status_code == 404, slug
        assert root.post(f"/moderation/spaces/{slug}", **NEW).status_code == 404, slug


def test_two_spaces_have_no_address_in_common(app: Flask, cast: Cast, new_visitor: Come) -> None:
    root = new_visitor().sign_in(cast.root)
    root.post("/moderation/spaces/new", **NEW)
    again = root.post("/moderation/spaces/new", **NEW | {"name": "Others"})
    assert again.status_code == 400
    assert "has this address already" in again.text
    assert 'value="Others"' in again.text


def test_a_raised_space_is_closed_at_once_and_gone_from_lists(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    """Also from pages in memory, for programs, and in search."""
    with app.app_context(), writing():
        address = f"/p/{a_post(cast.ada.viewer, a_space('letters'), title='Quittengelee').public_id}"
        db.session.commit()
    guest, ada, root = (
        new_visitor().pass_gate(),
        new_visitor().sign_in(cast.ada),
        new_visitor().sign_in(cast.root),
    )
    for _again in range(2):
        assert "Quittengelee" in guest.get("/").text
        assert guest.get(address).status_code == 200
    assert address in ada.post("/search", words="Quittengelee").text
    assert root.post("/moderation/spaces/letters", **NEW | {"age": "verified"}).status_code == 303
    for somebody in (guest, ada):
        assert "Quittengelee" not in somebody.get("/").text
        for path in (address, "/s/letters"):
            closed = somebody.get(path)
            assert (closed.status_code, "Quittengelee" in closed.text) == (503, False)
            assert somebody.get(path, headers={"Accept": "application/json"}).status_code == 503
        found = somebody.post("/search", words="Quittengelee")
        assert address not in found.text
    assert ada.post(f"{address}/replies", body="words").status_code == 503
    assert root.post("/moderation/spaces/letters", **NEW).status_code == 303, "who keeps it need not read it"
    assert guest.get(address).status_code == 200


def test_a_form_that_was_open_meanwhile_does_not_open_what_was_raised(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    root, other = new_visitor().sign_in(cast.root), new_visitor().sign_in(cast.root)
    root.post("/moderation/spaces/new", **NEW)
    seen = re.search(r'name="age_seen" value="(\w+)"', other.get("/moderation/spaces/letters").text)
    assert seen
    typed = NEW | {"age_seen": seen[1], "description": "Longer ones."}
    assert root.post("/moderation/spaces/letters", **NEW | {"age": "verified"}).status_code == 303
    refused = other.post("/moderation/spaces/letters", **typed)
    assert (refused.status_code, "Somebody else has changed this meanwhile" in refused.text) == (400, True)
    assert "Longer ones." in refused.text
    assert re.search(r'value="verified"\s+checked', refused.text)
    space = _space(app)
    assert space is not None
    assert (space.age_min, space.description) == (AgeLevel.VERIFIED, "Long ones.")
    again = typed | {"age": "verified", "age_seen": "verified"}
    assert other.post("/moderation/spaces/letters", **again).status_code == 303


def _prove(app: Flask, person: Person) -> None:
    with app.app_context(), writing():
        keep_proof(person.viewer, "eu_av", "0123456789abcdef")
        db.session.commit()


def test_an_author_who_has_proved_their_age_asks_it_of_readers(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    with app.app_context(), writing():
        a_space("letters")
        db.session.commit()
    _prove(app, cast.ada)
    _prove(app, cast.otto)
    ada, otto, tim = (new_visitor().sign_in(who) for who in (cast.ada, cast.otto, cast.tim))
    tim.pass_gate()
    assert "A proof of age" in ada.get("/s/letters/new").text
    assert "A proof of age" not in tim.get("/s/letters/new").text
    address = ada.post("/s/letters/new", title="Quittengelee", body="Words.", age="verified").location
    assert [reader.get(address).status_code for reader in (ada, otto, tim)] == [200, 200, 503]
    assert "Quittengelee" not in tim.get("/").text
    ada.post(f"{address}/edit", title="Quittengelee", body="Words.", age="")
    assert tim.get(address).status_code == 503, "what was promised to those who replied stays"


def test_a_piece_is_raised_by_editing_and_by_nobody_who_could_not_read_it_then(
    app: Flask, cast: Cast, new_visitor: Come
) -> None:
    with app.app_context(), writing():
        address = f"/p/{a_post(cast.ada.viewer, a_space('letters'), title='Quittengelee').public_id}"
        db.session.commit()
    ada = new_visitor().sign_in(cast.ada)
    words = {"title": "Quittengelee", "body": "Words I laboured over."}
    refused = ada.post(f"{address}/edit", **words, age="verified")
    assert (refused.status_code, "Words I laboured over." in refused.text) == (503, True)
    assert ada.post("/s/letters/new", **words, age="verified").status_code == 503
    assert ada.post(f"{address}/edit", **words, age="adult").status_code == 422
    _prove(app, cast.ada)
    assert ada.post(f"{address}/edit", **words, age="verified").status_code == 303
    assert new_visitor().pass_gate().get(address).status_code == 503
