"""What the leak checks share."""

import pytest

from tests.agegate.leaks.world import Answer, World
from tests.cast import Cast
from tests.fixtures.servers import Server


@pytest.fixture
def world(live_server: Server, live_cast: Cast) -> World:
    """A site with planted words behind its gate, on a real port."""
    return World(live_server, live_cast).build()


@pytest.fixture
def gate(world: World) -> Answer:
    """The gate, as it answers what has never been there."""
    return world.come().send("/never/been/there")
