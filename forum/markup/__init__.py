"""The only maker of safe HTML: Markdown goes in by one door, `render`."""

from forum.markup.column import RenderedHtml
from forum.markup.guards import MAX_SOURCE, RefusedMarkup
from forum.markup.mentions import names_in, renamed
from forum.markup.rendering import VERSION, Rendered, render

__all__ = [
    "MAX_SOURCE",
    "VERSION",
    "RefusedMarkup",
    "Rendered",
    "RenderedHtml",
    "names_in",
    "renamed",
    "render",
]
