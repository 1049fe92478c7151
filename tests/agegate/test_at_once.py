"""One person's answers in the same moment, from two tabs: a proof stays, and nothing breaks."""

import pytest
from flask import Flask

from forum.access import AgeLevel
from forum.agegate.actions import declare, keep_proof
from forum.agegate.models import AgeAnswer
from forum.lib.db import db
from tests.at_once import in_the_middle_of
from tests.cast import Cast, Person


def _prove(person: Person) -> None:
    keep_proof(person.viewer, "eu_av", "0123456789abcdef")


def _level(app: Flask, person: Person) -> int:
    with app.app_context():
        return db.session.get_one(AgeAnswer, person.viewer.account_id).level


def test_who_says_so_twice_at_once_has_said_so(app: Flask, cast: Cast) -> None:
    tim = cast.tim.viewer
    in_the_middle_of(app, lambda: declare(tim), lambda: declare(tim))
    assert _level(app, cast.tim) == AgeLevel.DECLARED


@pytest.mark.parametrize("who", ["tim", "ada"])
def test_saying_so_takes_no_proof_away_that_comes_meanwhile(app: Flask, cast: Cast, who: str) -> None:
    person: Person = getattr(cast, who)
    in_the_middle_of(app, lambda: _prove(person), lambda: declare(person.viewer))
    assert _level(app, person) == AgeLevel.VERIFIED


def test_a_proof_counts_though_the_same_person_says_so_meanwhile(app: Flask, cast: Cast) -> None:
    in_the_middle_of(app, lambda: declare(cast.tim.viewer), lambda: _prove(cast.tim))
    assert _level(app, cast.tim) == AgeLevel.VERIFIED
