"""A stage for stories about moderation."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.cast import Cast
from tests.fixtures.clients import Visitor
from tests.moderation.stage import Stage


@pytest.fixture
def stage(app: Flask, cast: Cast, new_visitor: Callable[[], Visitor]) -> Stage:
    """A space with the rules in force and nothing in it."""
    return Stage(app, cast, new_visitor).set_up()


@pytest.fixture
def flagged(stage: Stage, cast: Cast) -> str:
    """Root's reply under Ada's piece, flagged by Ada."""
    reply = stage.reply(cast.root, stage.piece(cast.ada))
    stage.flag(cast.ada, reply)
    return reply
