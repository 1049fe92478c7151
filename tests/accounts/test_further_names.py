"""What must hold of a further pen name beside that nothing ties it to the first."""

import threading
from collections.abc import Callable
from contextlib import suppress

from flask import Flask
from sqlalchemy import select

from forum.access import AccessRefused
from forum.accounts import actions, key_rings
from forum.accounts.models import KeyRing, Persona
from forum.lib.db import db, writing
from tests.cast import Cast
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


def test_whoever_leaves_with_the_keys_takes_no_further_name(
    app: Flask, new_visitor: Come, cast: Cast
) -> None:
    """Nobody could sign in to it a day later, nor take away what was written under it."""
    nell = new_visitor().pass_gate().sign_in(cast.nell)
    assert nell.post("/settings/leaving", texts="erase").status_code == 303
    assert nell.post("/settings/pen-names", pen_name="Second").status_code == 400
    with app.app_context():
        assert key_rings.accounts_with(cast.nell.account_id) == [cast.nell.account_id]
    assert nell.post("/settings/leaving/stay").status_code == 303
    assert nell.post("/settings/pen-names", pen_name="Second").status_code == 303


def test_of_two_names_that_are_asked_for_at_once_none_is_lost(app: Flask, cast: Cast) -> None:
    """Each is on the ring of the other, and there are no more than the operator allows."""
    start = threading.Barrier(4)
    nell = cast.nell.confirmed

    def add(pen_name: str) -> None:
        with app.app_context():
            start.wait(timeout=20)
            with writing(), suppress(AccessRefused):
                actions.add_pen_name(nell, pen_name)
                db.session.commit()

    threads = [threading.Thread(target=add, args=(each,)) for each in ("Aster", "Betony", "Clover", "Dahlia")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    with app.app_context():
        rings = {
            each: key_rings.accounts_with(each) for each in db.session.scalars(select(KeyRing.account_id))
        }
        assert len(rings) == 3, "as many as the operator allows"
        assert {tuple(ring) for ring in rings.values()} == {tuple(rings[cast.nell.account_id])}
