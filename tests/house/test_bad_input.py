"""Whatever is typed into any address, query or form of the whole site, nobody is answered with a 500."""

from collections.abc import Iterator
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from forum.lib.db import db, writing
from tests.cast import Cast, assemble
from tests.fixtures.clients import Visitor
from tests.stories import a_post, a_reply, a_space

NASTY = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "-1",
    "0",
    "9" * 400,
    "1e309",
    "NaN",
    "null",
    "../../etc/passwd",
    "' OR 1=1 --",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "\r\nX-Evil: yes",
    "%00%ff",
    "x" * 300_000,
    "👩🏽‍🚀" * 40,
    "reply:",
    "post:\x00",
    "reply:22222222222",
    "//evil.example",
]
FIELDS = [
    "body", "title", "parent", "content_notes", "replies_wanted", "audience", "preview", "on", "reason",
    "words", "action", "rule", "reasons", "version", "sign_in_name", "pen_name", "password", "code", "next",
    "name", "remember", "theme", "new_password", "current_password", "ticket", "answer",
    "carry-action", "carry.body",
]  # fmt: skip
QUERIES = ["page", "view", "context", "sort", "replies", "on", "parent", "next", "tab", "after"]

EXAMPLES = 8  # of each group of addresses
AT_ONCE = 10  # addresses; with many more, one example is longer than hypothesis lets any be

values = st.one_of(
    st.sampled_from(NASTY),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.integers().map(str),
)
raw = st.one_of(values.map(lambda text: text[:500].encode("utf-8", "surrogatepass")), st.binary(max_size=30))


@pytest.fixture
def inhabited(app: Flask) -> tuple[Flask, Cast, dict[str, list[str]]]:
    """The site with somebody's piece and reply in it, and their real ids."""
    cast = assemble(app)
    with app.app_context(), writing():
        post = a_post(cast.ada.viewer, a_space())
        reply = a_reply(cast.mira.viewer, post)
        known = {
            "slug": ["essays"],
            "pen_name": [cast.ada.pen_name],
            "public_id": [post.public_id, reply.public_id],
        }
        db.session.commit()
    return app, cast, known


def _visitors(app: Flask, cast: Cast) -> list[Visitor]:
    def come() -> Visitor:
        return Visitor(app, app.test_client())

    people = [come().sign_in(person) for person in (cast.ada, cast.mira, cast.nell, cast.bo)]
    return [come(), come().pass_gate(), *people]


def _addresses(rules: list[Rule], known: dict[str, list[str]], data: st.DataObject) -> Iterator[str]:
    """Every route of the site with something in its gaps: at times what is there, at times anything."""
    for rule in rules:
        address = ""
        for is_gap, part in rule._trace:
            if not is_gap:
                address += part
                continue
            real = known.get(part, [])
            anything = raw.map(lambda given: quote_from_bytes(given, safe=""))
            address += data.draw(anything | st.sampled_from(real) if real else anything)
        yield address.removeprefix("|") or "/"


def test_no_input_breaks_any_address(inhabited: tuple[Flask, Cast, dict[str, list[str]]]) -> None:
    app, cast, known = inhabited
    visitors = _visitors(app, cast)
    rules = list(app.url_map.iter_rules())
    assert len(rules) > 25

    # A failure names the address and the input; making it smaller would take many minutes.
    @settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(data=st.data())
    def attack(some: list[Rule], data: st.DataObject) -> None:
        visitor = data.draw(st.sampled_from(visitors))
        token = visitor.csrf_token() if data.draw(st.booleans()) else "stale"
        for address in _addresses(some, known, data):
            query = {name: data.draw(values)[:2000] for name in data.draw(_some(QUERIES))}
            answer = visitor.http.get(address, query_string=_encodable(query))
            assert answer.status_code < 500, f"GET {address} {query}"
            fields = {name: data.draw(values) for name in data.draw(_some(FIELDS))}
            answer = visitor.http.post(
                address, data={"csrf_token": token, **_encodable(fields)}, query_string=_encodable(query)
            )
            assert answer.status_code < 500, f"POST {address} {list(fields)} {query}"

    for start in range(0, len(rules), AT_ONCE):
        attack(rules[start : start + AT_ONCE])


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"body=" + b"x" * 5_000_000, "application/x-www-form-urlencoded"),
        (b"not a form at all", "multipart/form-data; boundary=x"),
        (b'{"body": 1}', "application/json"),
        (b"body=" + b"&a=b" * 5000, "application/x-www-form-urlencoded"),
    ],
)
def test_no_odd_body_breaks_a_write(
    inhabited: tuple[Flask, Cast, dict[str, list[str]]], body: bytes, content_type: str
) -> None:
    app, cast, known = inhabited
    visitor = Visitor(app, app.test_client()).sign_in(cast.ada)
    for address in (
        f"/p/{known['public_id'][0]}/replies",
        "/s/essays/new",
        "/sign-in",
        "/flag?on=post:x",
        "/age",
    ):
        answer = visitor.http.post(address, data=body, content_type=content_type)
        assert 400 <= answer.status_code < 500, address


def _some(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=6, unique=True)


def _encodable(fields: dict[str, str]) -> dict[str, str]:
    """A client cannot send a lone surrogate; the closest it can is its replacement."""
    return {name: text.encode("utf-8", "replace").decode() for name, text in fields.items()}
