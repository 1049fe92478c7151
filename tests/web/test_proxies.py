"""What a proxy says of whom it stands for is believed as far as the operator has said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, request

from tests.fixtures.databases import bare_app


@pytest.fixture
def behind(tmp_path: Path) -> Callable[[int], Flask]:
    """An application behind so many proxies."""
    return lambda proxies: bare_app(f"sqlite:///{tmp_path / 'a.db'}", tmp_path, proxies=proxies)


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1")])
def test_the_address_is_that_of_whoever_met_the_first_proxy(
    behind: Callable[[int], Flask], proxies: int, seen: str
) -> None:
    app, found = behind(proxies), []
    app.before_request(lambda: found.append((request.remote_addr, request.host)))
    sent = {"X-Forwarded-For": "192.0.2.1, 198.51.100.1, 203.0.113.9", "X-Forwarded-Host": "evil.example"}
    app.test_client().get("/healthz", headers=sent)
    assert found == [(seen, "localhost")], "and the Host is the one that was asked for"
