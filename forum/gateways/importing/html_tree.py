"""Reads HTML into a tree that holds only what can be said in Markdown."""

from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

# Elements that are blocks to a browser, whatever their name says.
BLOCKS = [
    "address", "article", "aside", "center", "details", "dd", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "header", "main", "nav", "section", "summary",
]  # fmt: skip
KEPT = {
    "a", "b", "blockquote", "br", "caption", "code", "div", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "li", "ol", "p", "pre", "s", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
}  # fmt: skip
GONE = ["script", "style", "template", "noscript", "head", "title", "textarea", "select"]
SAME = {
    "strong": "b", "em": "i", "del": "s", "strike": "s", "tt": "code", "samp": "code", "kbd": "code",
}  # fmt: skip
MARKS = ["b", "i", "s", "code"]
LONGEST_ADDRESS = 2_000
SMILEYS = {"wp-smiley", "emoji"}
FRAMES = ["iframe", "embed", "audio", "video", "object", "source"]


def cleaned_soup(html: str, base: str) -> BeautifulSoup:
    """The tree of an HTML text, without elements that mean nothing here; their texts join."""
    soup = BeautifulSoup(html, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(True):
        if not element.decomposed:
            _simplify(soup, element, base)
    for name in MARKS:
        for element in soup.find_all(name):
            _join_with_next(element)
    soup.smooth()
    return soup


def web_address(base: str, value: Any) -> str:
    """The web address that a link may have here, or an empty text."""
    address = str(value or "").strip()
    if not address or address.startswith("#"):
        return ""
    try:
        parts = urlsplit(urljoin(base, address))
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or set("@[]") & set(parts.netloc):
        return ""
    whole = quote(parts.geturl(), safe="!#$%&*+,/:;=?@~-._")
    return whole if len(whole) <= LONGEST_ADDRESS else ""


def _simplify(soup: BeautifulSoup, element: Tag, base: str) -> None:
    if element.name in GONE:
        element.decompose()
    elif element.name in FRAMES:
        _link_instead(soup, element, web_address(base, element.get("src") or element.get("data")))
    elif element.name == "img":
        _replace_picture(soup, element, web_address(base, element.get("src")))
    elif element.name == "a":
        element["href"] = web_address(base, element.get("href"))
        if not element["href"]:
            element.unwrap()
    elif element.name == "q":
        element.insert(0, "“")
        element.append("”")
        element.unwrap()
    elif element.name in SAME:
        element.name = SAME[element.name]
    elif element.name in BLOCKS:
        element.name = "div"
    elif element.name not in KEPT:
        element.unwrap()


def _replace_picture(soup: BeautifulSoup, element: Tag, address: str) -> None:
    """A drawn smiley is the smiley; another picture a link to it, or only its words within a link."""
    words = str(element.get("alt") or "").strip()
    if SMILEYS.isdisjoint(element.get_attribute_list("class")):
        words = words or PurePosixPath(unquote(urlsplit(address).path)).name or address
        if element.find_parent(["a", "pre", "code"]) is None:
            _link_instead(soup, element, address, words)
            return
    element.replace_with(words)


def _link_instead(soup: BeautifulSoup, element: Tag, address: str, words: str = "") -> None:
    if address:
        link = soup.new_tag("a", href=address)
        link.string = words or address
        element.replace_with(link)
    elif words:
        element.replace_with(words)
    else:
        element.unwrap()


def _join_with_next(element: Tag) -> None:
    """Make one of neighbours of a kind: marks that touch would be read as others."""
    following = element.next_sibling
    while isinstance(following, Tag) and following.name == element.name:
        element.extend(list(following.contents))
        following.decompose()
        following = element.next_sibling
