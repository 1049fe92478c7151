"""What must hold of a further pen name beside that nothing ties it to the first."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from forum.accounts.models import Persona
from forum.lib.db import db
from tests.fixtures.clients import Visitor

Come = Callable[[], Visitor]
OTHER = "Wisteria"


def _use(app: Flask, visitor: Visitor, pen_name: str) -> Visitor:
    with app.app_context():
        public_id = db.session.scalars(select(Persona.public_id).filter_by(pen_name=pen_name)).one()
    assert visitor.post(f"/settings/pen-names/{public_id}/use").status_code == 303
    return visitor


def test_no_further_name_gives_the_sign_in_name_away(app: Flask, new_visitor: Come) -> None:
    visitor = new_visitor().pass_gate()
    typed = {"pen_name": "Juniper", "sign_in_name": "Night.Owl", "password": "a kettle for the heron"}
    assert visitor.post("/join", **typed).status_code == 200
    refused = visitor.post("/settings/pen-names", pen_name="night.owl")
    assert "must differ from your pen name" in refused.text
    assert visitor.post("/settings/pen-names", pen_name=OTHER).status_code == 303
    refused = _use(app, visitor, OTHER).post("/settings/pen-name", pen_name="night.owl")
    assert "must differ from your pen name" in refused.text
