"""A community in which everything has happened once, and its operator's commands."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.keeping.life import live
from tests.moderation.stage import Stage


@pytest.fixture
def stage(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Stage:
    """An application with the cast, the rules and a space, on both databases."""
    return Stage(app, cast, new_visitor).set_up()


@pytest.fixture
def community(stage: Stage) -> Stage:
    """The same, with pieces and replies in every state, cases, flags and decisions."""
    live(stage)
    return stage
