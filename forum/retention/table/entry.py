"""What an entry of the table says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from sqlalchemy import Executable

Cleaner = Callable[[datetime], list[Executable]]


@dataclass(frozen=True)
class Kept:
    """Some columns of one table: what they are, how long they stay, and what ends them.

    Where `only_if` says that there is none of it, /about/data does not speak of it.
    """

    table: str
    columns: tuple[str, ...]
    what: LazyString
    how_long: LazyString
    clean: Cleaner | None = None
    only_if: Callable[[], bool] | None = None  # whether this place has to do with it at all


WHILE_MEMBER = _("as long as your account exists")
WITH_TEXT = _("as long as the text stands")
