"""Make the HTML of texts anew from their source, when the renderer has changed."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import ColumnElement, func, select, true

from forum import markup
from forum.access import Deed, Viewer, may, require
from forum.discussion.models import Post, Reply, Space
from forum.lib.db import db

Text = TypeVar("Text", Post, Reply)

BATCH = 200  # texts in memory at a time


def rerender(viewer: Viewer, *, everything: bool = False) -> tuple[int, Iterator[Post | Reply]]:
    """Render what an earlier version wrote (or everything), and the few rules of spaces in any case.

    Returns how many texts there are, and each as it is done.
    """
    require(may(viewer, Deed.MODERATE))
    for space in db.session.scalars(select(Space)):
        space.rules_html = markup.render(space.rules_source).html
    total = sum(
        db.session.scalar(select(func.count()).select_from(kind).where(_wanted(kind, everything))) or 0
        for kind in (Post, Reply)
    )
    return total, _render(everything)


def _render(everything: bool) -> Iterator[Post | Reply]:
    yield from _render_all(Post, everything)
    yield from _render_all(Reply, everything)


def _render_all(kind: type[Text], everything: bool) -> Iterator[Text]:
    last = 0
    while batch := db.session.scalars(
        select(kind).where(_wanted(kind, everything), kind.id > last).order_by(kind.id).limit(BATCH)
    ).all():
        for text in batch:
            rendered = markup.render(text.source)
            text.html, text.markup_version = rendered.html, rendered.version
            yield text
        last = batch[-1].id
        db.session.flush()
        db.session.expunge_all()


def _wanted(kind: type[Post] | type[Reply], everything: bool) -> ColumnElement[bool]:
    unerased = kind.source != ""
    return unerased & (true() if everything else kind.markup_version != markup.VERSION)
