"""Whoever is not 18 finds people to talk to, and no trace is left of their having said so."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from forum.lib.db import db
from tests.cast import Cast
from tests.fixtures.clients import Visitor


def _rows(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in db.metadata.sorted_tables
        }


def test_saying_that_one_is_not_18_leaves_no_mark(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    visitor, other = new_visitor(), new_visitor()
    gate, before = visitor.get("/").data, _rows(app)
    assert b'href="/age/young"' in gate
    page = visitor.get("/age/young")
    assert page.status_code == 200
    assert "no judgement" in page.text
    assert "childhelplineinternational.org" in page.text
    assert "Set-Cookie" not in page.headers
    assert _rows(app) == before
    assert visitor.get("/").data == gate == other.get("/").data
    visitor.pass_gate()
    assert visitor.get("/").status_code == 200, "who pressed the wrong button is not kept out"


def test_it_is_the_same_page_for_everybody(
    app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]
) -> None:
    pages = {new_visitor().get("/age/young").data, new_visitor().sign_in(cast.ada).get("/age/young").data}
    assert len(pages) == 1


def test_nobody_is_ever_told_that_they_are_under_18(app: Flask) -> None:
    """Of what people read: neither the gate nor a failed proof judges anybody."""
    from tests.house.source import ROOT

    for template in (ROOT / "templates" / "agegate").glob("*.html"):
        assert "you are under" not in template.read_text().lower(), template.name
