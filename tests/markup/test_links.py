"""Links lead to the web or nowhere, and a picture is a link."""

import pytest

from tests.markup.pages import elements, html_of, seen

REL = "nofollow ugc noopener noreferrer"


def links(source: str) -> list[tuple[str, str]]:
    return [(e.attributes["href"], e.text) for e in elements(html_of(source)) if e.tag == "a"]


@pytest.mark.parametrize("address", ["https://one.dev", "http://two.app/x?y=1&z=2#w"])
def test_a_bare_address_is_a_link_with_its_manners(address: str) -> None:
    found = [e for e in elements(html_of(f"see {address}, please")) if e.tag == "a"]
    assert [(e.text, e.attributes) for e in found] == [(address, {"href": address, "rel": REL})]


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("(https://x.org/a)", "https://x.org/a"),
        ("(https://x.org/A_(b))", "https://x.org/A_(b)"),
        ("https://x.org/A_(b).", "https://x.org/A_(b)"),
        ("“https://x.org/a”", "https://x.org/a"),
        ("**https://x.org/a**", "https://x.org/a"),
        ("https://x.org/_a_/*b*/c~~d~~e", "https://x.org/_a_/*b*/c~~d~~e"),
        ("https://x.org/a!?...", "https://x.org/a"),
        ("https://bücher.example/ß", "https://bücher.example/ß"),
        ("HTTPS://X.ORG/a", "HTTPS://X.ORG/a"),
    ],
)
def test_a_bare_address_ends_where_it_ends(typed: str, address: str) -> None:
    assert links(f"see {typed} there") == [(address, address)]


@pytest.mark.parametrize("typed", ["main.py", "example.com", "www.example.com", "me@example.org"])
def test_what_has_no_scheme_is_no_link(typed: str) -> None:
    assert links(typed) == []
    assert seen(typed, "p") == [typed]


def test_markdown_links() -> None:
    assert links("[a *b*](https://x.org) and <https://y.org/z>") == [
        ("https://x.org", "a b"),
        ("https://y.org/z", "https://y.org/z"),
    ]
    assert links("[www](www.x.org)") == [("https://www.x.org", "www")]
    assert links("[](https://x.org/y)") == [("https://x.org/y", "x.org")]


def test_named_links() -> None:
    source = "[one][A b], [a  B] and [A b][]\n\n[a b]: https://x.org 'T'"
    assert links(source) == [("https://x.org", text) for text in ("one", "a  B", "A b")]
    assert "T" not in seen(source, "p")[0]


def test_a_picture_becomes_a_link() -> None:
    assert links("![a cat](https://i.example/c.png)") == [("https://i.example/c.png", "a cat")]
    assert links("![](https://i.example/c.png)") == [("https://i.example/c.png", "i.example")]
    assert links("![a cat][c]\n\n[c]: https://i.example/c.png") == [("https://i.example/c.png", "a cat")]


def test_a_picture_in_a_link_leaves_one_link() -> None:
    assert links("[![a cat](https://i.example/c.png)](https://x.org)") == [("https://x.org", "a cat")]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "javascript:1",
        "data:1",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "mailto:me@example.org",
        "//example.org",
        "/sign-out",
        "#r-abc",
        "relative",
        "https:example.org",
        "https://",
        "https://user@example.org",
        "https://bank.example:443@evil.example",
        "https://example.org\\@evil.example",
        "java\u0000script:alert(1)",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
    ],
)
@pytest.mark.parametrize("form", ["[x]({})", "![x]({})", "<{}>", "[x][y]\n\n[y]: {}"])
def test_no_other_address_is_ever_linked(form: str, address: str) -> None:
    hrefs = [href for href, _ in links(form.format(address)) if not href.startswith("/u/")]
    assert all(href.startswith(("https://", "http://")) and "@" not in href for href in hrefs)
    if "http" not in address:
        assert hrefs == []


def test_a_link_that_leads_nowhere_is_shown_as_typed() -> None:
    assert seen("[x](javascript:alert(1))", "p") == ["[x](javascript:alert(1))"]
