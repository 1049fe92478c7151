"""Spaces as their keepers see them."""

from sqlalchemy import select

from forum.access import AccessRefused, Hidden, Viewer, require
from forum.discussion.models import Space
from forum.discussion.spaces import SLUG, can_keep_spaces
from forum.lib.db import db


def kept_spaces(viewer: Viewer) -> list[Space]:
    """All spaces in their order, for those who keep them."""
    require(can_keep_spaces(viewer))
    return list(db.session.scalars(select(Space).order_by(Space.position, Space.id)))


def kept_space(viewer: Viewer, slug: str) -> Space:
    """The space at an address, for those who keep it, whatever it asks of its readers."""
    require(can_keep_spaces(viewer))
    space = db.session.scalar(select(Space).where(Space.slug == slug)) if SLUG.fullmatch(slug) else None
    if space is None:
        raise AccessRefused(Hidden())
    return space
