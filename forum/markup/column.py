"""A column for rendered text: what comes out of it may stand in a page, so only that goes in."""

from typing import Any

from markupsafe import Markup
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator


class RenderedHtml(TypeDecorator[Markup]):
    """Text that loads as `Markup`; storing a plain `str` in it is a mistake and is refused."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Return the text to store, or refuse one that `markup.render` did not make."""
        if value is None:
            return None
        if not isinstance(value, Markup):
            raise TypeError("Store only what forum.markup.render returned, never a plain string.")
        return str.__str__(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Markup | None:
        """Return what was stored as markup, which templates do not escape again."""
        return None if value is None else Markup(value)  # nosec B704 - only markup was let in
