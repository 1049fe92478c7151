"""What the room's tests share."""

from dataclasses import replace

import pytest

from forum.accounts import limits


@pytest.fixture(autouse=True)
def _narrow_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a network be full after thirty guesses: how limits work does not depend on how wide they are."""
    monkeypatch.setattr(limits, "SIGN_IN_NETWORK", replace(limits.SIGN_IN_NETWORK, most=30))
