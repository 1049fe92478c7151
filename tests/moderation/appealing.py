"""Short ways to appeal and to decide an appeal, without a page."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.access import AccessRefused, Viewer
from forum.access.decision import Decision as Answer
from forum.lib.db import db
from forum.moderation import actions
from forum.moderation.actions import appeal as verbs
from forum.moderation.models import Case, Decision
from tests.cast import Person
from tests.moderation.stage import Stage

WORDS = "It was meant as a joke between the two of us."
WHY = "Two people who like each other may tease."


def appeal(stage: Stage, person: Person | Viewer, decision: str) -> str:
    """Appeal; the public id of the appeal's case."""
    viewer = person if isinstance(person, Viewer) else person.viewer
    with stage.work():
        return verbs.appeal(viewer, decision_of(decision), WORDS).case.public_id


def settle(stage: Stage, person: Person, case: str, action: str) -> str:
    """Decide an appeal; the decision's public id."""
    with stage.work():
        found = case_of(case)
        made = actions.decide(person.viewer, found, actions.Verdict(action, None, WHY), found.version)
        assert isinstance(made, Decision)
        return made.public_id


def refusal(verb: Callable[[], object]) -> Answer:
    """Why something may not be done."""
    with pytest.raises(AccessRefused) as refused:
        verb()
    return refused.value.decision


def decision_of(public_id: str) -> Decision:
    """A decision by its public id."""
    return db.session.scalars(select(Decision).where(Decision.public_id == public_id)).one()


def case_of(public_id: str) -> Case:
    """A case by its public id."""
    return db.session.scalars(select(Case).where(Case.public_id == public_id)).one()
