"""The whole main job in a real browser, with script and without; the story is in `main_job.py`."""

import pytest

from tests.cast import Cast
from tests.fixtures.browser import Open
from tests.fixtures.servers import Server
from tests.journeys.main_job import an_essay, the_main_job
from tests.journeys.visit import Visit


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_main_job(open_page: Open, live_server: Server, live_cast: Cast, script: bool) -> None:
    def arrive() -> Visit:
        return Visit(open_page(java_script_enabled=script, base_url=live_server.url), script)

    the_main_job(arrive, live_cast, an_essay(live_server.app, live_cast))
