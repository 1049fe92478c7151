"""Sanitizing: the last thing that happens to any HTML, and the only place that knows how.

Two sanitizers of different descent: bleach (on html5lib, in Python), which also makes links and
mentions while it walks the text, then nh3 (on html5ever, in Rust), whose word is the last. Both
ask the same `permitted`. To drop bleach, replace `first_pass` alone.
"""

import re
from collections.abc import Iterator, MutableMapping
from functools import partial
from itertools import count
from typing import Any, Final

import nh3
from bleach.linkifier import LinkifyFilter
from bleach.sanitizer import Cleaner

from forum.markup import mentions
from forum.markup.dialect import ALIGNMENTS, TABLE_CLASS
from forum.markup.guards import MAX_LINKS
from forum.markup.links import BARE_ADDRESS, REL, is_web_address

TAGS: Final = frozenset(
    {"p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "code", "pre", "blockquote"}
    | {"ul", "ol", "li", "a", "div", "table", "thead", "tbody", "tr", "th", "td"}
)
ATTRIBUTES: Final = {
    "a": {"href", "title", "rel", "class"},
    "div": {"class", "tabindex"},
    "pre": {"class", "tabindex"},
    "ol": {"start"},
    "th": {"class"},
    "td": {"class"},
}
AS_TYPED_CLASS: Final = "as-typed"
MENTION_CLASS: Final = "mention"
CLASSES: Final = {
    "a": frozenset({MENTION_CLASS}),
    "div": frozenset({TABLE_CLASS}),
    "pre": frozenset({AS_TYPED_CLASS}),
    "th": ALIGNMENTS,
    "td": ALIGNMENTS,
}
_Attributes = MutableMapping[Any, str]
_START = re.compile(r"[0-9]{1,3}")


def permitted(tag: str, name: str, value: str) -> bool:
    """Say whether this attribute with this very value may stand on this element."""
    if name not in ATTRIBUTES.get(tag, ()):
        return False
    match name:
        case "href":
            return is_web_address(value) or mentions.is_path(value)
        case "class":
            return value in CLASSES[tag]
        case "rel":
            return value == REL
        case "tabindex":
            return value == "0"
        case "start":
            return _START.fullmatch(value) is not None
    return name == "title"


def first_pass(batches: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the HTML cleaned by bleach, with links and mentions made, and the names mentioned."""
    found = mentions.Mentions()
    cleaner = Cleaner(  # a new one each time: it is not thread-safe
        tags=TAGS,
        attributes=permitted,
        protocols={"http", "https"},
        filters=[partial(_LinkFilter, found=found, bare=count(1))],
    )
    return "".join(cleaner.clean(batch) for batch in batches), found.names


_LAST = nh3.Cleaner(
    tags=set(TAGS),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=lambda tag, name, value: value if permitted(tag, name, value) else None,
    url_schemes={"http", "https"},
    link_rel=None,  # set by the first pass, which knows a mention from a link
)


def last_pass(html: str) -> str:
    """Return the HTML cleaned by nh3: nothing may touch its elements afterwards.

    It writes U+00A0 as an entity; the character itself is what was typed.
    """
    return _LAST.clean(html).replace("&nbsp;", "\u00a0")


class _LinkFilter(LinkifyFilter):
    """Makes links of bare addresses and of mentions, in running text only."""

    def __init__(self, source: Any, found: mentions.Mentions, bare: Iterator[int]) -> None:
        super().__init__(source, skip_tags={"pre", "code"}, url_re=BARE_ADDRESS)
        self._found = found
        self._bare = bare

    def apply_callbacks(self, attrs: _Attributes, is_new: bool) -> _Attributes | None:
        """Mark an outward link for crawlers and browsers; bare ones beyond MAX_LINKS stay text."""
        if (is_new and next(self._bare) > MAX_LINKS) or not is_web_address(attrs.get((None, "href"), "")):
            return None
        attrs[None, "rel"] = REL
        return attrs

    def handle_links(self, src_iter: Any) -> Iterator[dict[str, Any]]:
        """Yield the text with its addresses as links, then its mentions too."""
        in_link = False
        for token in super().handle_links(src_iter):
            if token["type"] == "Characters" and not in_link:
                yield from self._mentions(token["data"])
            else:
                in_link = token["type"] == "StartTag" or (in_link and token["type"] != "EndTag")
                yield token

    def _mentions(self, text: str) -> Iterator[dict[str, Any]]:
        done = 0
        for start, end, name in self._found.find(text):
            attributes = {(None, "class"): MENTION_CLASS, (None, "href"): mentions.path_of(name)}
            yield {"type": "Characters", "data": text[done:start]}
            yield {"type": "StartTag", "name": "a", "data": attributes}
            yield {"type": "Characters", "data": text[start:end]}
            yield {"type": "EndTag", "name": "a"}
            done = end
        yield {"type": "Characters", "data": text[done:]}
