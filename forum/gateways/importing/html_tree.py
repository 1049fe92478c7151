"""Reads HTML into a tree that holds only what can be said in Markdown."""

from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment

# Elements that are blocks to a browser, whatever their name says.
BLOCKS = [
    "address", "article", "aside", "center", "details", "dd", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "header", "main", "nav", "section", "summary",
]  # fmt: skip
KEPT = {
    "a", "b", "blockquote", "br", "caption", "code", "del", "div", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "strike",
    "strong", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
GONE = ["script", "style", "template", "noscript", "head", "title", "textarea", "select"]
FRAMES = ["iframe", "embed", "audio", "video", "object", "source"]


def cleaned_soup(html: str, base: str) -> BeautifulSoup:
    """The tree of an HTML text, without elements that mean nothing here; their texts join."""
    soup = BeautifulSoup(html, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for element in soup.find_all(True):
        if not element.decomposed:
            _simplify(soup, element, base)
    soup.smooth()
    return soup


def web_address(base: str, value: Any) -> str:
    """The web address that a link may have, or an empty text."""
    try:
        address = urljoin(base, str(value or "").strip())
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    if scheme not in ("http", "https") or str(value).startswith("#"):
        return ""
    return quote(address, safe="!#$%&'*+,/:;=?@~-._")


def _simplify(soup: BeautifulSoup, element: Tag, base: str) -> None:
    if element.name in GONE:
        element.decompose()
    elif element.name in FRAMES:
        _replace_frame(soup, element, base)
    elif element.name in BLOCKS:
        element.name = "div"
    elif element.name == "tt":
        element.name = "code"
    elif element.name not in KEPT:
        element.unwrap()


def _replace_frame(soup: BeautifulSoup, element: Tag, base: str) -> None:
    address = web_address(base, element.get("src") or element.get("data"))
    if address:
        link = soup.new_tag("a", href=address)
        link.string = address
        element.replace_with(link)
    else:
        element.unwrap()
