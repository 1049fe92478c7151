"""Saying that one is an adult, by a button: a declaration, and never more."""

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Click:
    """A declaration needs nothing and trusts everybody, which is why it proves nothing."""

    key: str = "click"

    @property
    def title(self) -> str:
        """What people read of it."""
        return _("Saying so")

    def is_usable(self) -> bool:
        """Always."""
        return True


CLICK = Click()
