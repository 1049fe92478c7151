"""Whatever is answered bears the label by which filters on a family's devices know a site for adults."""

import pytest

from forum.web.headers import RTA
from tests.fixtures.clients import Visitor
from tests.house.test_doors import _address, _rules

META = f'<meta name="rating" content="{RTA}">'


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
@pytest.mark.parametrize("past_the_gate", [True, False])
def test_every_answer_bears_the_label(client: Visitor, accept: str, past_the_gate: bool) -> None:
    """Pages, data, errors and redirects of every route, to whoever has and has not answered the gate."""
    if past_the_gate:
        client.pass_gate()
    for rule in _rules(client.app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.http.open(_address(client.app, rule), method=method, headers={"Accept": accept})
            told = f"{method} {rule} answers {answer.status} without the label"
            assert answer.headers.get("Rating") == RTA, told
            if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
                assert META in answer.text, told
