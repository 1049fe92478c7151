"""What every test may ask for; docs/developers/testing.md tells how the pieces fit."""

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.shared",
    "tests.fixtures.postgres",
    "tests.fixtures.valkey",
    "tests.fixtures.databases",
    "tests.fixtures.clients",
    "tests.fixtures.servers",
    "tests.fixtures.browser",
    "tests.fixtures.mail",
]

# The databases make single examples slow and fixtures are wiped per test, not per example.
_SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
settings.register_profile("ci", deadline=None, max_examples=60, suppress_health_check=_SLOW)
settings.register_profile("deep", deadline=None, max_examples=2000, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("ALCOVE_TEST_PROFILE", "ci"))

# One process takes a module at a time: the long ones come first, so that none waits for the other at the end.
LONG = (
    *("moderation/test_case_machine.py", "house/test_bad_input.py", "house/reading/", "journeys/"),
    *("serving/", "growing/", "crash/", "keeping/", "search/test_agreement.py", "agegate/leaks/"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of long modules before all others, and leave the order as it is otherwise."""
    items.sort(key=lambda item: not any(f"tests/{part}" in item.nodeid for part in LONG))


def pytest_collection_finish() -> None:
    """Look for garbage among thousands of tests no more: a tenth of the time went by with that."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an operator has set on this machine must not change what the tests see."""
    for name in list(os.environ):
        if name.startswith("ALCOVE_") and not name.startswith("ALCOVE_TEST_"):
            monkeypatch.delenv(name)
