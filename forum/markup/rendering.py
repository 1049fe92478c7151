"""Rendering: Markdown in, safe HTML out, and the order of everything between.

guards → repairs → Python-Markdown → links → mentions → bleach → nh3, which is always last.
"""

from dataclasses import dataclass
from html import escape
from typing import Final

from markupsafe import Markup

from forum.markup import guards
from forum.markup.dialect import to_html
from forum.markup.plain import words_of
from forum.markup.sanitize import AS_TYPED_CLASS, first_pass, last_pass

VERSION: Final = 1
"""Raised whenever the same source would render differently, so that stored pages can be redone."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text made ready: its safe HTML, its words, the names it mentions, and by which version."""

    html: Markup
    text: str
    mentions: tuple[str, ...]
    version: int


def render(source: str) -> Rendered:
    """Return the text made ready to be shown; the same source always gives the same page.

    A text that holds more structure than writing ever does is shown whole, but as typed.
    Raises RefusedMarkup for one that is longer than MAX_SOURCE.
    """
    text = guards.accept(source)
    try:
        html, mentions = _marked_up(text)
    except (guards.TooDense, RecursionError):
        html, mentions = _as_typed(text), ()
    safe = Markup(html)  # nosec B704 - nh3 had the last word in either case
    return Rendered(safe, words_of(html), mentions, VERSION)


def _marked_up(text: str) -> tuple[str, tuple[str, ...]]:
    batches = to_html(text)
    guards.check_tokens(batches)
    html, mentions = first_pass(batches)
    html = last_pass(html)
    guards.check_growth(text, html)
    return html, mentions


def _as_typed(text: str) -> str:
    return last_pass(f'<pre class="{AS_TYPED_CLASS}" tabindex="0">\n{escape(text, quote=False)}</pre>')
