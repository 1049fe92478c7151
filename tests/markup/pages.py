"""Reading rendered pages as a browser would, with a parser that made neither of them."""

from collections.abc import Iterator
from typing import NamedTuple

import html5lib

from forum.markup import render


class Element(NamedTuple):
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    text: str


def elements(html: str) -> Iterator[Element]:
    """Yield every element that a browser would see in the page."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    for node in tree.iter():
        if node is not tree:
            tag = node.tag if isinstance(node.tag, str) else "comment"
            yield Element(tag, dict(node.attrib), "".join(node.itertext()))


def html_of(source: str) -> str:
    """Return the page that a text becomes."""
    return str(render(source).html)


def seen(source: str, tag: str) -> list[str]:
    """Return what stands in the elements of one kind, in order."""
    return [element.text for element in elements(html_of(source)) if element.tag == tag]
