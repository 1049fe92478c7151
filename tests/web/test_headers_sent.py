"""Headers that no browser sends are answered like any other mistake, never as a fault of ours."""

import pytest

from tests.fixtures.clients import Visitor


@pytest.mark.parametrize("referrer", ["http://[::1/x", "http://localhost:port/", "//", "\x7f"])
def test_a_referrer_that_is_no_address_leads_to_the_front_page(client: Visitor, referrer: str) -> None:
    fields = {"csrf_token": client.csrf_token()}
    answer = client.http.post("/age", data=fields, headers={"Referer": referrer})
    assert answer.status_code == 303
    assert answer.location == "/"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/flag", "/p/23456789abc", "/healthz"])
@pytest.mark.parametrize("host", ["..", "a..b", "x" * 70 + ".example", "a b", '"><script>'])
def test_a_host_that_is_none_is_no_fault_of_ours(client: Visitor, path: str, host: str) -> None:
    for method in ("GET", "POST"):
        answer = client.http.open(path, method=method, headers={"Host": host}, data={"body": "Words."})
        assert answer.status_code < 500
        assert "<script>" not in answer.text
